"""Whole processes side by side: wall and processor time, and memory. Imports nothing large, so that the memory of what it
starts is its own."""

import os
import sys
import time


def run(command):
    """Wall seconds, processor seconds, and megabytes at the most, of one process."""
    begin = time.perf_counter()
    silent = [(os.POSIX_SPAWN_OPEN, fd, "/dev/null", os.O_WRONLY, 0) for fd in (1, 2)]
    pid = os.posix_spawnp(command[0], command, os.environ, file_actions=silent)
    _, status, usage = os.wait4(pid, 0)
    if status != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return time.perf_counter() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def compare(tasks, runs):
    """Runs the commands of each task turn by turn and prints the best of each, with ratios to the first."""
    print(f"{'':34}{'wall s':>8}{'ratio':>7}{'cpu s':>8}{'ratio':>7}{'MB':>7}")
    for task, commands in tasks.items():
        measured = {name: [] for name in commands}
        for _ in range(runs):
            for name, command in commands.items():
                measured[name].append(run([str(part) for part in command]))
        best = {name: tuple(map(min, zip(*rows))) for name, rows in measured.items()}
        wall, cpu, _ = next(iter(best.values()))
        print(task)
        for name, (seconds, processor, megabytes) in best.items():
            print(f"    {name:30}{seconds:8.2f}{seconds / wall:7.1f}{processor:8.2f}{processor / cpu:7.1f}{megabytes:7.0f}", flush=True)
