"""The program `lakana`: where it lies, whether it is new enough, and how it is run.

The plugin computes nothing itself. The program says on stderr what it does and what it doubts, in lines, and, with
`--json`, gives on stdout one object for programs: what was written, the problems, or the error with its way out.
"""

import json
import os
import queue
import re
import shutil
import signal
import subprocess
import sys
import threading

from processing.core.ProcessingConfig import ProcessingConfig
from qgis.core import QgsProcessingException

from .words import language, said, text

#: Key of the provider's setting: path of the program.
SETTING = "LAKANA_PROGRAM"
#: The oldest program whose commands are those of this plugin.
OLDEST = (0, 1, 0)
#: Seconds that a cancelled program has to put its temporary files away.
PATIENCE = 10
WINDOWS = sys.platform == "win32"

NOT_FOUND = text(
    "Le programme lakana est introuvable. Installez-le, puis donnez son chemin sous Préférences › Options › Traitement › "
    "Fournisseurs › lakana ; ou mettez-le dans le PATH, ou dans le dossier de l'extension ({folder}).",
    "The program lakana was not found. Install it, then give its path under Settings › Options › Processing › Providers › "
    "lakana; or put it on the PATH, or into the plugin's folder ({folder}).",
)
NOT_THERE = text(
    "Le programme lakana n'est pas là où le disent les réglages : « {path} ». Corrigez le chemin sous Préférences › Options › "
    "Traitement › Fournisseurs › lakana, ou videz-le pour que le programme soit cherché dans le PATH.",
    "The program lakana is not where the settings say: “{path}”. Correct the path under Settings › Options › Processing › "
    "Providers › lakana, or empty it so that the program is looked for on the PATH.",
)
NOT_OURS = text(
    "« {path} » ne répond pas comme lakana ({found}). Donnez le chemin du bon programme sous Préférences › Options › "
    "Traitement › Fournisseurs › lakana.",
    "“{path}” does not answer as lakana does ({found}). Give the path of the right program under Settings › Options › "
    "Processing › Providers › lakana.",
)
TOO_OLD = text(
    "Le programme lakana est trop ancien : {path} a la version {found}, il faut {wanted} ou plus. Remplacez-le par une "
    "version récente.",
    "The program lakana is too old: {path} has version {found}, {wanted} or later is needed. Replace it by a recent one.",
)
CANCELLED = text("Interrompu : rien n'a été écrit.", "Cancelled: nothing was written.")
FAILED = text("lakana s'est arrêté avec le code {code}.", "lakana ended with code {code}.")
SEVERAL = text("{count} cas signalés : voir le journal.", "{count} cases reported: see the log.")


class Unusable(Exception):
    """There is no program that can be run; the text says what to do."""


def find():
    """Path of the program: the setting, else the PATH, else the folder of the plugin. Starts nothing.

    Raises `Unusable` when it is in none of them, or not where the setting says.
    """
    given = str(ProcessingConfig.getSetting(SETTING) or "").strip()
    if given:
        if not os.path.isfile(given):
            raise Unusable(said(NOT_THERE, path=given))
        return os.path.abspath(given)
    name = "lakana.exe" if WINDOWS else "lakana"
    here = os.path.dirname(os.path.abspath(__file__))
    beside = os.path.join(here, name)
    found = shutil.which(name) or (beside if os.path.isfile(beside) and os.access(beside, os.X_OK) else None)
    if found is None:
        raise Unusable(said(NOT_FOUND, folder=here))
    return os.path.abspath(found)


def version(path):
    """Version of the program, as numbers. Raises `Unusable` when it cannot be started or is something else."""
    try:
        done = subprocess.run([path, "--version"], stdin=subprocess.DEVNULL, capture_output=True, timeout=30, **_ways())
        answer = done.stdout.decode("utf-8", "replace").strip()
    except (OSError, subprocess.TimeoutExpired) as cause:
        raise Unusable(said(NOT_OURS, path=path, found=cause)) from cause
    found = re.match(r"lakana (\d+)\.(\d+)\.(\d+)", answer)
    if found is None:
        raise Unusable(said(NOT_OURS, path=path, found=answer.splitlines()[0] if answer else "…"))
    return tuple(int(number) for number in found.groups())


def usable():
    """Path of a program that is new enough. Raises `Unusable`."""
    path = find()
    found = version(path)
    if found < OLDEST:
        dotted = [".".join(map(str, numbers)) for numbers in (found, OLDEST)]
        raise Unusable(said(TOO_OLD, path=path, found=dotted[0], wanted=dotted[1]))
    return path


def run(words, folder, feedback):
    """Runs `lakana WORDS` in `folder` and returns what it says to programs (a dictionary).

    Steps go to the progress text, problems to the warnings of the log, the rest to the log. Raises
    `QgsProcessingException` with the program's own words when it fails or is cancelled.
    """
    try:
        path = usable()
    except Unusable as cause:
        raise QgsProcessingException(str(cause)) from cause
    line = [path, *words, "--json", "--lang", language()]
    feedback.pushCommandInfo(" ".join(_quoted(word) for word in line))
    try:
        pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        child = subprocess.Popen(line, cwd=folder, **pipes, **_ways())
    except OSError as cause:
        raise QgsProcessingException(said(NOT_OURS, path=path, found=cause)) from cause
    talk = _Talk(feedback)
    # On leaving, the pipes are closed.
    with child:
        out = _listen(child, talk)
        code = child.wait()
    answer = _answer(out)
    if code != 0:
        failure = [answer.get("error"), answer.get("hint") and f"→ {answer['hint']}"]
        said_so = "\n".join(part for part in failure if part) or "\n".join(talk.kept[-12:])
        raise QgsProcessingException(f"{said(FAILED, code=code)}\n{said_so}")
    return answer


def problems(answer):
    """How many cases the program doubted, repaired or left out (notes do not count)."""
    found = answer.get("problems", [])
    return sum(problem.get("count", 0) for problem in found if problem.get("severity") != "note")


class _Talk:
    """Sorts the lines of the program into what QGIS tells apart."""

    def __init__(self, feedback):
        self.feedback = feedback
        self.kept = []
        self.mark = None

    def line(self, line):
        line = line.decode("utf-8", "replace").rstrip()
        if not line:
            self.mark = None
            return
        self.kept.append(line)
        if line.startswith("· "):
            self.feedback.setProgressText(line[2:])
            return
        # The samples and the way out stand indented below the problem.
        if not line.startswith("  "):
            first = re.match(r"(erreur|error|problème|problem) ?([×:])", line)
            self.mark = first and first.groups()
        if self.mark and self.mark[1] == ":":
            # What ended the program is said once, at the end.
            return
        if self.mark and self.mark[0] in ("erreur", "error"):
            self.feedback.reportError(line)
        elif self.mark:
            self.feedback.pushWarning(line)
        else:
            self.feedback.pushInfo(line)


def _listen(child, talk):
    """Hands every line of stderr on while the program runs; returns its stdout. Stops it when it is cancelled."""
    lines, out = queue.Queue(), []
    # Both pipes are read at once: a full one would stop the program.
    readers = [
        threading.Thread(target=_hear, args=(child.stderr, lines), daemon=True),
        threading.Thread(target=lambda: out.append(child.stdout.read()), daemon=True),
    ]
    for reader in readers:
        reader.start()
    heard = True
    while heard is not None:
        if talk.feedback.isCanceled():
            _stop(child)
            raise QgsProcessingException(said(CANCELLED))
        try:
            heard = lines.get(timeout=0.1)
        except queue.Empty:
            continue
        if heard is not None:
            talk.line(heard)
    for reader in readers:
        reader.join()
    return b"".join(out)


def _hear(pipe, lines):
    for line in pipe:
        lines.put(line)
    lines.put(None)


def _stop(child):
    """Asks the program to stop, as Ctrl-C does: it removes its temporary folder. Ends it when it does not."""
    if WINDOWS:
        child.terminate()
    else:
        child.send_signal(signal.SIGINT)
    try:
        child.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _ways():
    """How a program is started: without a window, and without the places where QGIS keeps its own GDAL and PROJ data,
    which are those of another version."""
    if WINDOWS or sys.platform == "darwin":
        foreign = ("GDAL_DATA", "GDAL_DRIVER_PATH", "PROJ_LIB", "PROJ_DATA")
        environment = {key: value for key, value in os.environ.items() if key not in foreign}
    else:
        environment = None
    return {"env": environment, "creationflags": subprocess.CREATE_NO_WINDOW if WINDOWS else 0}


def _answer(out):
    try:
        answer = json.loads(out.decode("utf-8", "replace"))
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _quoted(word):
    return f'"{word}"' if re.search(r"[\s\"'*?;<>|&]", word) else word
