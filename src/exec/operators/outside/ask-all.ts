// Questions to an async function: so many at a time, each with a time limit over all its attempts, answers in the order of the
// questions.
import type { Scalar } from "../../../columnar/scalar.ts";
import type { AskLimits } from "../../../planner/physical.ts";
import { type Answer, Refusal } from "./answers.ts";

export async function askAll(
  questions: readonly (readonly Scalar[])[],
  ask: (question: readonly Scalar[]) => Promise<Scalar>,
  limits: AskLimits,
): Promise<readonly Answer[]> {
  const answers = new Array<Answer>(questions.length);
  let next = 0;
  async function work(): Promise<void> {
    while (next < questions.length) {
      const i = next++;
      answers[i] = await askOne(() => ask(questions[i]), limits);
    }
  }
  const workers = Array.from({ length: Math.min(limits.concurrencyMax, questions.length) }, work);
  await Promise.all(workers);
  return answers;
}

async function askOne(ask: () => Promise<Scalar>, limits: AskLimits): Promise<Answer> {
  const { timeoutMs } = limits;
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const expired = new Promise<Answer>((resolve) => {
    timer = setTimeout(() => {
      isOver = true;
      resolve(new Refusal(`it gave no answer within ${timeoutMs} ms`));
    }, timeoutMs);
  });
  try {
    return await Promise.race([attempts(ask, limits, () => isOver), expired]);
  } finally {
    clearTimeout(timer);
  }
}

async function attempts(ask: () => Promise<Scalar>, limits: AskLimits, isOver: () => boolean): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return [[await ask()]];
    } catch (error) {
      if (attempt < limits.attemptsMax && !isOver()) {
        await new Promise((resolve) => setTimeout(resolve, limits.retryDelayMs));
        continue;
      }
      return new Refusal(error instanceof Error ? error.message : String(error));
    }
  }
}
