"""What QGIS makes of the plugin: installed from its zip into a fresh profile, every algorithm run headless.

    QT_QPA_PLATFORM=offscreen /usr/bin/python3 tests/qgis/check_plugin.py PROGRAM ZIP

PROGRAM is the lakana that the plugin shall run. Ends with an error unless

- `qgis_process` enables the plugin, lists its algorithms, and each of them, on the demonstration or the hand-made country,
  writes outputs that QGIS reads; problems reach the log;
- titles, labels and helps are complete and different in French and English;
- without a program, with a path that leads nowhere, with another program or an old one, the message says what to do;
- layers that are not what their file holds (temporary, filtered, selected, joined, edited, one of several) come to the
  program as QGIS shows them, and others by their path;
- results open with their own styles, and a cancelled run leaves nothing.

Needs Debian's packages qgis and python3-qgis.
"""

import importlib
import os
import shutil
import stat
import subprocess
import sys
import tempfile
import traceback
import zipfile

HERE = os.path.dirname(os.path.abspath(__file__))
DEMO = os.path.join(HERE, "../../data/demo")
COUNTRY = os.path.join(HERE, "../fixtures/country")
EXPECTED = ["access", "axes", "check", "hotspots", "init", "join", "map", "match", "nearest", "risk", "run", "zonal"]

problems = []


def claim(truth, words):
    if not truth:
        problems.append(words)
    return truth


def demo(name):
    return os.path.abspath(os.path.join(DEMO, name))


def country(name):
    return os.path.abspath(os.path.join(COUNTRY, name))


# ---- by qgis_process --------------------------------------------------------------------------------------------


def qgis_process():
    """Debian's `qgis_process` is a script that hands on options of the desktop; the program itself stands beside it."""
    return shutil.which("qgis_process.bin") or shutil.which("qgis_process")


class Profile:
    """A folder of settings with the plugin in it, in one language and with one path of the program."""

    def __init__(self, folder, archive, language, program):
        self.folder = folder
        inside = os.path.join(folder, "profiles/default")
        self.plugins = os.path.join(inside, "python/plugins")
        os.makedirs(os.path.join(inside, "QGIS"))
        with zipfile.ZipFile(archive) as packed:
            claim({name.split("/")[0] for name in packed.namelist()} == {"lakana"}, "the zip has other folders than lakana/")
            packed.extractall(self.plugins)
        with open(os.path.join(inside, "QGIS/QGIS3.ini"), "w", encoding="utf-8") as file:
            # A locale by its code, as the dialog of options writes it.
            file.write(f"[locale]\noverrideFlag=true\nuserLocale={language}\n\n[Processing]\nConfiguration\\LAKANA_PROGRAM={program}\n")

    def ask(self, *words):
        """Runs `qgis_process` in this profile: code, standard output, standard error. No lakana is on the PATH."""
        environment = {**os.environ, "QGIS_CUSTOM_CONFIG_PATH": self.folder, "QT_QPA_PLATFORM": "offscreen", "PATH": "/usr/bin:/bin"}
        done = subprocess.run([qgis_process(), *words], env=environment, capture_output=True, text=True, timeout=500)
        return done.returncode, done.stdout, done.stderr

    def run(self, algorithm, **parameters):
        """Runs an algorithm: its results (None when it failed) and all that was said."""
        words = [f"{key}={one}" for key, value in parameters.items() for one in (value if isinstance(value, list) else [value])]
        code, out, said = self.ask("run", f"lakana:{algorithm}", "--", *words)
        results = dict(line.split(":\t", 1) for line in out.split("Results\n", 1)[-1].splitlines() if ":\t" in line)
        return (results if code == 0 and "Results\n" in out else None), out + said


def check_runs(profile, folder, program):
    """Every algorithm once; returns the path of a layer with counts."""
    to = lambda name: os.path.join(folder, name)
    raster = to("density.tif")
    subprocess.run([program, "-q", "density", demo("incidents.csv"), "--radius", "50km", "--cell", "20km", "-o", raster], check=True)
    communes, counts = demo("communes.geojson"), to("counts.gpkg")
    calls = {
        "init": dict(FILES=[country("communes.geojson"), country("population.csv"), country("incidents.csv")], OUTPUT=to("new.toml")),
        "check": dict(PROJECT=country("lakana.toml")),
        "run": dict(PROJECT=country("lakana.toml"), ONLY="0,4", OUTPUT=to("run")),
        "match": dict(TABLE=demo("displaced.csv"), BOUNDARIES=communes, COMMUNE="commune", CERCLE="cercle", REGION="region",
                      REVIEW=to("review.csv"), OUTPUT=to("matches.csv")),
        "join": dict(POINTS=demo("incidents.csv"), POLYGONS=communes, SUM=["killed", "injured"], OUTPUT=counts),
        "nearest": dict(POINTS=demo("towns.csv"), TARGETS=demo("facilities.csv"), COUNT=2, OUTPUT=to("nearest.geojson")),
        "zonal": dict(RASTER=raster, POLYGONS=communes, STATISTICS="0,5", MORE="q90", OUTPUT=to("zonal.gpkg")),
        "hotspots": dict(LAYER=counts, FIELD="count", PERMUTATIONS=99, OUTPUT=to("hot.geojson")),
        "risk": dict(LAYER=counts, WORSE=["count", "sum_killed"], NAME="adm3_name", DRAWS=50, OUTPUT=to("risk.gpkg")),
        "axes": dict(ROADS=demo("roads.geojson"), TOWNS=demo("towns.csv"), AXES="Mopti–Douentza", MAX_TOWN_KM=12, BOUNDARIES=communes,
                     INCIDENTS=demo("incidents.csv"), POPULATION=demo("population.csv"), OUTPUT=to("axis")),
        "access": dict(FACILITIES=demo("facilities.csv"), BOUNDARIES=communes, ROADS=demo("roads.geojson"), CELL=10000,
                       POPULATION=demo("population.csv"), MODE=1, OUTPUT=to("access")),
        "map": dict(LAYER=counts, FIELD="count", CLASSES="quantile:4", TITLE="Incidents", NAME="adm3_name", PAGE=1, ORIENTATION=2,
                    OUTPUT=to("map.svg")),
    }
    claim(sorted(calls) == EXPECTED, "an algorithm without a call here")
    doubted = {}
    for name, parameters in calls.items():
        results, said = profile.run(name, **parameters)
        if not claim(results is not None, f"{name}: failed\n{said}"):
            continue
        doubted[name] = float(results.get("PROBLEMS", -1))
        if "OUTPUT" in parameters:
            claim(results.get("OUTPUT") == parameters["OUTPUT"], f"{name}: the result is {results.get('OUTPUT')}")
            claim(os.path.exists(parameters["OUTPUT"]), f"{name}: {parameters['OUTPUT']} was not written")
        if doubted[name] > 0:
            claim("problème × " in said and "→" in said, f"{name}: its problems are not in the log\n{said}")
    # The map above is drawn on A3, wide; without a word on A4, upright; on a slide.
    for name, size, paper in [("map", 'width="420mm" height="297mm"', None), ("a4", 'width="210mm" height="297mm"', {}),
                              ("slide", 'width="338.7mm" height="190.5mm"', dict(PAGE=2))]:
        if paper is not None:
            profile.run("map", LAYER=counts, FIELD="count", OUTPUT=to(f"{name}.svg"), **paper)
        drawn = to(f"{name}.svg")
        head = open(drawn, encoding="utf-8").read(400) if os.path.exists(drawn) else ""
        claim(size in head, f"map: {name} is not of {size}: {head}")
    results, said = profile.run("map", LAYER=counts, FIELD="count", PAGE=2, ORIENTATION=1, OUTPUT=to("upright.svg"))
    claim(results is None and "en hauteur" in said, f"a slide upright was not refused: {said}")
    claim(doubted.get("join") == 112 and doubted.get("check", 0) > 0, f"problems were counted as {doubted}")
    return counts


def check_messages(folder, archive, program):
    """What is said without a program that can be used."""

    def stub(name, words):
        path = os.path.join(folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"#!/bin/sh\necho '{words}'\n")
        os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR)
        return path

    nowhere = os.path.join(folder, "nowhere")
    cases = [
        ("fr", "", "introuvable", "Préférences"),
        ("en", "", "was not found", "Settings"),
        ("fr", nowhere, "n'est pas là", nowhere),
        ("en", nowhere, "is not where the settings say", nowhere),
        ("fr", stub("old", "lakana 0.0.9"), "trop ancien", "0.0.9"),
        ("en", stub("other", "grep 3.8"), "does not answer as lakana", "grep 3.8"),
    ]
    for number, (language, path, expected, detail) in enumerate(cases):
        profile = Profile(os.path.join(folder, f"message-{number}"), archive, language, path)
        profile.ask("plugins", "enable", "lakana")
        results, said = profile.run("check", PROJECT=country("lakana.toml"))
        claim(results is None and expected in said and detail in said, f"{language}, program « {path} »: said {said}")
    # Beside the plugin it is found without a setting.
    profile = Profile(os.path.join(folder, "beside"), archive, "fr", "")
    shutil.copy(program, os.path.join(profile.plugins, "lakana/lakana"))
    profile.ask("plugins", "enable", "lakana")
    results, said = profile.run("check", PROJECT=country("lakana.toml"))
    claim(results is not None, f"the program beside the plugin was not found: {said}")
    # What the program refuses is said in its own words.
    results, said = profile.run("init", FILES=[country("communes.geojson")], OUTPUT=country("lakana.toml"))
    claim(results is None and "existe déjà" in said and "→" in said, f"a refusal was not handed on: {said}")


# ---- inside QGIS ------------------------------------------------------------------------------------------------


def check_inside(profile, program, counts, folder):
    """Layers of a project, styles and cancelling, with QGIS in this process."""
    os.environ["QGIS_CUSTOM_CONFIG_PATH"] = profile.folder
    from qgis.core import QgsApplication, QgsSettings

    application = QgsApplication([], False, profile.folder)
    application.initQgis()
    sys.path += [profile.plugins, os.path.join(QgsApplication.pkgDataPath(), "python/plugins")]
    QgsSettings().setValue("Processing/Configuration/LAKANA_PROGRAM", program)
    from processing.core.Processing import Processing

    Processing.initialize()
    plugin = importlib.import_module("lakana").classFactory(None)
    plugin.initProcessing()
    provider = QgsApplication.processingRegistry().providerById("lakana")
    claim(not provider.icon().isNull() and provider.versionInfo() != "", "no icon or no version")
    check_words(provider)
    check_files(counts, folder)
    check_styles(counts, folder)
    check_cancelling(folder)
    plugin.unload()
    application.exitQgis()


def check_words(provider):
    """Both languages are there for everything, and differ wherever a sentence does."""
    words = importlib.import_module("lakana.words")
    algorithm = importlib.import_module("lakana.algorithm")
    seen, locale = {}, words.language
    for language in ("fr", "en"):
        words.language = lambda: language
        for name in EXPECTED:
            made = provider.algorithm(name).create()
            made.initAlgorithm()
            helps = [made.displayName(), made.group(), *made.shortHelpString().split("\n")]
            labels = [f"{p.description()} | {p.help()}" for p in made.parameterDefinitions()]
            seen[language, name] = helps + labels
            claim(all(len(line) > 2 and not line.endswith("| ") for line in seen[language, name]), f"{name}: an empty text in {language}")
    words.language = locale
    for name in EXPECTED:
        french, english = seen["fr", name], seen["en", name]
        same = [a for a, b in zip(french, english) if a == b]
        claim(len(french) == len(english) and len(same) == 0, f"{name}: the same in both languages: {same}")
    claim({a.name() for a in provider.algorithms()} == set(EXPECTED), "other algorithms than expected")
    claim(set(algorithm.GROUPS) == {a.groupId() for a in provider.algorithms()}, "a group without algorithms")


def check_files(counts, folder):
    """How a layer of QGIS reaches the program."""
    import processing
    from qgis.core import (
        QgsFeature,
        QgsField,
        QgsGeometry,
        QgsProcessingFeatureSourceDefinition,
        QgsProcessingFeedback,
        QgsProject,
        QgsVectorFileWriter,
        QgsVectorLayer,
        QgsVectorLayerJoinInfo,
    )
    from qgis.PyQt.QtCore import QVariant

    project = QgsProject.instance()
    files = importlib.import_module("lakana.files")
    feedback = QgsProcessingFeedback(False)

    # A table of text as QGIS reads it itself.
    points = QgsVectorLayer(f"file://{demo('incidents.csv')}?type=csv&xField=longitude&yField=latitude&crs=EPSG:4326", "points", "delimitedtext")
    claim(points.isValid(), "the incidents are no layer")
    found = files.file_of(points, folder, feedback)
    claim((found.path, found.coordinates) == (demo("incidents.csv"), ["longitude", "latitude"]), f"a table of text: {found.path}, {found.coordinates}")

    def joined(layer):
        output = os.path.join(folder, "joined.gpkg")
        return processing.run("lakana:join", {"POINTS": points, "POLYGONS": layer, "OUTPUT": output})["OUTPUT"]

    def rows(path):
        return QgsVectorLayer(path, "joined", "ogr").featureCount()

    plain = QgsVectorLayer(counts, "communes", "ogr")
    whole = plain.featureCount()
    project.addMapLayer(plain)
    found = files.file_of(plain, folder, feedback)
    claim(os.path.samefile(found.path, counts) and found.layer is None, f"a plain file was not passed by its path: {found.path}")
    claim(rows(joined(plain)) == whole, "rows of a plain layer")

    plain.selectByExpression("\"adm1_pcode\" = 'ML05'")
    part = plain.selectedFeatureCount()
    claim(0 < part < whole, "the selection is no part")
    claim(rows(joined(QgsProcessingFeatureSourceDefinition(plain.id(), True))) == part, "rows of a selection")

    filtered = QgsVectorLayer(counts, "filtered", "ogr")
    filtered.setSubsetString("adm1_pcode = 'ML05'")
    project.addMapLayer(filtered)
    claim(rows(joined(filtered)) == part, "rows of a filtered layer")

    # A field of the name of a GeoPackage's own key must survive the way through one.
    memory = QgsVectorLayer("Polygon?crs=EPSG:32630&field=fid:string&field=geom:integer", "memory", "memory")
    for text in ("POLYGON((0 1500000,200000 1500000,200000 1700000,0 1700000,0 1500000))",
                 "POLYGON((200000 1500000,400000 1500000,400000 1700000,200000 1700000,200000 1500000))"):
        feature = QgsFeature(memory.fields())
        feature.setGeometry(QgsGeometry.fromWkt(text))
        feature.setAttributes(["same", 7])
        memory.dataProvider().addFeatures([feature])
    project.addMapLayer(memory)
    result = QgsVectorLayer(joined(memory), "joined", "ogr")
    values = [f["geom"] for f in result.getFeatures()]
    claim(result.featureCount() == 2 and values == [7, 7], f"a temporary layer: {values}, {result.fields().names()}")
    claim(sum(f["count"] for f in result.getFeatures()) > 10, "a temporary layer in metres lost its coordinate system")

    # One layer of a file with several.
    several = os.path.join(folder, "several.gpkg")
    shutil.copy(counts, several)
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.layerName, options.actionOnExistingFile = "second", QgsVectorFileWriter.CreateOrOverwriteLayer
    options.layerOptions = ["FID=key", "GEOMETRY_NAME=shape"]
    done = QgsVectorFileWriter.writeAsVectorFormatV3(memory, several, project.transformContext(), options)
    claim(done[0] == QgsVectorFileWriter.NoError, f"the second layer was not written: {done}")
    second = QgsVectorLayer(f"{several}|layername=second", "second", "ogr")
    found = files.file_of(second, folder, feedback, can_name=True)
    claim((os.path.samefile(found.path, several), found.layer) == (True, "second"), f"a layer of several: {found.path}, {found.layer}")
    claim(files.file_of(second, folder, feedback).path != several, "a layer of several, unnamed, was passed by its path")
    claim(rows(joined(second)) == 2, "rows of a layer of several")

    # A joined field is no field of the file.
    other = QgsVectorLayer(f"file://{demo('population.csv')}?type=csv&geomType=none", "people", "delimitedtext")
    project.addMapLayer(other)
    info = QgsVectorLayerJoinInfo()
    info.setJoinLayer(other)
    info.setJoinFieldName("pcode")
    info.setTargetFieldName("adm3_pcode")
    info.setUsingMemoryCache(True)
    fresh = QgsVectorLayer(counts, "fresh", "ogr")
    fresh.addJoin(info)
    project.addMapLayer(fresh)
    path = files.file_of(fresh, folder, feedback).path
    claim("people_population" in QgsVectorLayer(path, "", "ogr").fields().names(), "a joined field did not reach the program")
    found = files.file_of(other, folder, feedback)
    claim(os.path.samefile(found.path, demo("population.csv")), f"a table of text was not passed by its path: {found.path}")

    # Edits that are not saved.
    edited = QgsVectorLayer(counts, "edited", "ogr")
    edited.startEditing()
    edited.addAttribute(QgsField("mine", QVariant.Int))
    claim(files.file_of(edited, folder, feedback).path != counts, "unsaved edits were not seen")
    edited.rollBack()
    project.clear()


def check_styles(counts, folder):
    """Results open in the project as their writer drew them."""
    import processing
    from qgis.core import QgsProject

    project = QgsProject.instance()
    for ending in ("geojson", "gpkg"):
        project.clear()
        output = os.path.join(folder, f"styled.{ending}")
        processing.runAndLoadResults("lakana:hotspots", {"LAYER": counts, "FIELD": "count", "PERMUTATIONS": 99, "OUTPUT": output})
        [layer] = project.mapLayers().values()
        claim(layer.renderer().type() != "singleSymbol", f"hotspots as {ending}: opened without its style")
    project.clear()
    output = os.path.join(folder, "opened")
    processing.runAndLoadResults("lakana:run", {"PROJECT": country("lakana.toml"), "ONLY": [0], "OUTPUT": output})
    layers = {layer.name(): layer for layer in project.mapLayers().values()}
    claim({"Communes", "Régions", "Incidents"} <= set(layers) and all(l.isValid() for l in layers.values()), f"a run opened {sorted(layers)}")
    claim("layer_styles" not in layers, "the table of styles was opened")
    claim(layers["Communes"].renderer().type() != "singleSymbol", "a run: communes without their style")
    project.clear()
    processing.run("lakana:run", {"PROJECT": country("lakana.toml"), "ONLY": [0], "OUTPUT": output, "OPEN": False})
    claim(not project.mapLayers(), "layers were opened unasked")
    # A review that was filled in is replayed and not touched.
    table, decided = os.path.join(folder, "names.csv"), os.path.join(folder, "decided.csv")
    with open(table, "w", encoding="utf-8") as file:
        file.write("region,cercle,commune\nKayes,Bafoulabé,Pays des merveilles\n")
    ask = {"TABLE": table, "BOUNDARIES": demo("communes.geojson"), "COMMUNE": "commune", "REVIEW": decided,
           "OUTPUT": os.path.join(folder, "m1.csv")}
    processing.run("lakana:match", ask)
    with open(decided, encoding="utf-8-sig") as file:
        lines = file.read().splitlines()
    claim(len(lines) == 2, f"the review holds {lines}")
    with open(decided, "w", encoding="utf-8") as file:
        file.write(f"{lines[0]}\n{lines[1].rsplit(';', 1)[0]};ML010101\n")
    with open(decided, "rb") as file:
        before = file.read()
    processing.run("lakana:match", {**ask, "DECISIONS": decided, "REVIEW": os.path.join(folder, "r2.csv"), "OUTPUT": os.path.join(folder, "m2.csv")})
    with open(os.path.join(folder, "m2.csv"), encoding="utf-8-sig") as file:
        claim("ML010101" in file.read(), "a decision was not replayed")
    with open(decided, "rb") as file:
        claim(file.read() == before, "the file of decisions was changed")


def check_cancelling(folder):
    """A run that is cancelled at its first step ends, with a message, and writes nothing."""
    import processing
    from qgis.core import QgsProcessingException, QgsProcessingFeedback

    class Impatient(QgsProcessingFeedback):
        steps = []

        def setProgressText(self, text):
            self.steps.append(text)
            self.cancel()

    feedback, output = Impatient(False), os.path.join(folder, "cancelled")
    try:
        processing.run("lakana:run", {"PROJECT": demo("lakana.toml"), "OUTPUT": output}, feedback=feedback)
        claim(False, "a cancelled run went on")
    except QgsProcessingException as cause:
        claim("Interrompu" in str(cause), f"a cancelled run said {cause}")
    claim(len(feedback.steps) == 1, f"steps of a cancelled run: {feedback.steps}")
    left = os.listdir(output) if os.path.isdir(output) else []
    claim(not left and not [n for n in os.listdir(folder) if "cancelled" in n and n != "cancelled"], f"a cancelled run left {left}, {os.listdir(folder)}")


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    program, archive = map(os.path.abspath, sys.argv[1:])
    if qgis_process() is None:
        sys.exit("no qgis_process here (Debian: qgis)")
    with tempfile.TemporaryDirectory(prefix="lakana-plugin-") as folder:
        profile = Profile(os.path.join(folder, "profile"), archive, "fr", program)
        code, out, said = profile.ask("plugins", "enable", "lakana")
        claim(code == 0, f"the plugin cannot be enabled: {out}{said}")
        _, out, said = profile.ask("list")
        listed = sorted(word[len("lakana:"):] for word in out.split() if word.startswith("lakana:"))
        claim(listed == EXPECTED, f"listed: {listed}\n{said}")
        claim("Points chauds et froids" in out, "the list is not in French")
        english = Profile(os.path.join(folder, "english"), archive, "en_US", program)
        english.ask("plugins", "enable", "lakana")
        claim("Hot and cold spots" in english.ask("help", "lakana:hotspots")[1], "the help is not in English")
        counts = check_runs(profile, folder, program)
        check_messages(folder, archive, program)
        try:
            check_inside(profile, program, counts, folder)
        except Exception:
            problems.append(traceback.format_exc())
    print(f"{len(EXPECTED)} algorithms, {len(problems)} problems")
    for problem in problems[:40]:
        print(problem)
    sys.exit(1 if problems else 0)


main()
