"""Drives a command in a real pseudo-terminal.

Arguments: the command. Standard input: JSON list of steps, each {"expect": TEXT} (waits until the terminal has shown it,
colours and cursor movements taken out, after what was expected before), {"send": TEXT} (types it), {"pause": SECONDS},
{"resize": [ROWS, COLUMNS]}, {"signal": NAME}, {"mark": NAME} (remembers how much has come), or {"end": true} (waits for the exit).
Prints JSON: {"marks": {NAME: TEXT}, "transcript": TEXT, "code": EXIT_CODE or null, "missing": the text that never came or null}.
"""
import codecs
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

STEP_SECONDS = 30
steps = json.load(sys.stdin)
pid, terminal = pty.fork()
if pid == 0:
    os.environ["TERM"] = "xterm"
    os.execvp(sys.argv[1], sys.argv[1:])

fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 120, 0, 0))
CONTROL = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
raw = ""
seen = ""
at = 0
is_open = True


def read(seconds):
    """Reads what comes within the time; false when the terminal is closed."""
    global raw, seen, is_open
    ready, _, _ = select.select([terminal], [], [], seconds)
    if not ready:
        return
    try:
        chunk = os.read(terminal, 65536)
    except OSError:
        chunk = b""
    if not chunk:
        is_open = False
    raw += decoder.decode(chunk)
    seen = CONTROL.sub("", raw).replace("\r\n", "\n")


decoder = codecs.getincrementaldecoder("utf8")("replace")
missing = None
marks = {}
code = None
for step in steps:
    until = time.monotonic() + STEP_SECONDS
    if "send" in step:
        os.write(terminal, step["send"].encode())
    elif "signal" in step:
        os.kill(pid, getattr(signal, step["signal"]))
    elif "mark" in step:
        marks[step["mark"]] = raw
    elif "resize" in step:
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", *step["resize"], 0, 0))
    elif "pause" in step:
        until = time.monotonic() + step["pause"]
        while is_open and time.monotonic() < until:
            read(until - time.monotonic())
    elif "expect" in step:
        while is_open and step["expect"] not in seen[at:] and time.monotonic() < until:
            read(0.2)
        found = seen.find(step["expect"], at)
        if found < 0:
            missing = step["expect"]
            break
        at = found + len(step["expect"])
    elif "end" in step:
        while is_open and time.monotonic() < until:
            read(0.2)
        if is_open:
            missing = "the end"
            break
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
if code is None:
    os.kill(pid, 9)
    os.waitpid(pid, 0)
print(json.dumps({"marks": marks, "transcript": raw, "code": code, "missing": missing}))
