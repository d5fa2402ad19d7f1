// The pattern of MATCH_RECOGNIZE as a program for a machine of threads (Pike, Thompson): consume a row as a variable, split
// (the first way is preferred), jump, match. Repetitions are written out up to their least count; the rest is a loop or a
// chain of options. Greedy prefers to go on, reluctant to leave.
import type { MatchPattern } from "../../../planner/match.ts";

export type Instruction =
  | { readonly op: "consume"; readonly variable: number }
  | { readonly op: "split"; readonly first: number; readonly second: number }
  | { readonly op: "jump"; readonly to: number }
  | { readonly op: "match" };

type Draft = { -readonly [P in "first" | "second"]: number } & { readonly op: "split" };

export function compilePattern(pattern: MatchPattern): readonly Instruction[] {
  const program: Instruction[] = [];
  emit(pattern, program);
  program.push({ op: "match" });
  return program;
}

function emit(pattern: MatchPattern, program: Instruction[]): void {
  switch (pattern.kind) {
    case "variable":
      program.push({ op: "consume", variable: pattern.variable });
      return;
    case "sequence":
      for (const item of pattern.items) emit(item, program);
      return;
    case "alternation":
      emitAlternation(pattern.items, program);
      return;
    case "repeat":
      emitRepeat(pattern, program);
      return;
  }
}

function emitAlternation(items: readonly MatchPattern[], program: Instruction[]): void {
  const jumps: { op: "jump"; to: number }[] = [];
  items.forEach((item, i) => {
    if (i === items.length - 1) {
      emit(item, program);
      return;
    }
    const split: Draft = { op: "split", first: program.length + 1, second: 0 };
    program.push(split);
    emit(item, program);
    const jump: { op: "jump"; to: number } = { op: "jump", to: 0 };
    program.push(jump);
    jumps.push(jump);
    split.second = program.length;
  });
  for (const jump of jumps) jump.to = program.length;
}

function emitRepeat(repeat: Extract<MatchPattern, { kind: "repeat" }>, program: Instruction[]): void {
  const { input, min, max, isReluctant } = repeat;
  for (let i = 0; i < min; i++) emit(input, program);
  const splits: { readonly split: Draft; readonly inside: number }[] = [];
  const option = (): void => {
    const split: Draft = { op: "split", first: 0, second: 0 };
    program.push(split);
    splits.push({ split, inside: program.length });
    emit(input, program);
  };
  if (max === null) {
    const start = program.length;
    option();
    program.push({ op: "jump", to: start });
  } else for (let i = min; i < max; i++) option();
  for (const { split, inside } of splits) {
    split.first = isReluctant ? program.length : inside;
    split.second = isReluctant ? inside : program.length;
  }
}
