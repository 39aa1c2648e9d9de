"""What an algorithm asks for: each kind of parameter knows how QGIS shows it and which words it gives the program."""

import os

from qgis.core import (
    QgsProcessing,
    QgsProcessingException,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorDestination,
)

from . import files
from .words import said, text

ONE_OF_TWO = text("Donnez « {one} » ou « {other} », pas les deux.", "Give “{one}” or “{other}”, not both.")

TABLE = [QgsProcessing.TypeVector]
ANY_SHAPE = [QgsProcessing.TypeVectorAnyGeometry]
POLYGONS = [QgsProcessing.TypeVectorPolygon]
LINES = [QgsProcessing.TypeVectorLine]
SHAPES_OR_POINTS = [QgsProcessing.TypeVectorPolygon, QgsProcessing.TypeVectorPoint]


class Option:
    """One parameter. `flag` is the option of the program (`--field`); without one it is an argument in its place."""

    def __init__(self, name, label, help, flag=None, optional=False, advanced=False):
        self.name = name
        self.label = label
        self.help = help
        self.flag = flag
        self.optional = optional
        self.advanced = advanced

    def definition(self):
        """The parameter as QGIS wants it, in its language."""
        parameter = self.parameter(said(self.label))
        flags = parameter.flags()
        if self.optional:
            flags |= QgsProcessingParameterDefinition.FlagOptional
        if self.advanced:
            flags |= QgsProcessingParameterDefinition.FlagAdvanced
        parameter.setFlags(flags)
        parameter.setHelp(said(self.help))
        return parameter

    def parameter(self, label):
        raise NotImplementedError

    def words(self, ask):
        """Words of the command line for what was chosen; `ask` is a `Question`."""
        raise NotImplementedError

    def said(self, value):
        """The value behind its option, in one word: a value may begin with a hyphen."""
        return [str(value)] if self.flag is None else [f"{self.flag}={value}"]


class Question:
    """What was chosen, and where to look it up."""

    def __init__(self, algorithm, parameters, context, feedback, folder):
        self.algorithm = algorithm
        self.parameters = parameters
        self.context = context
        self.feedback = feedback
        #: Temporary folder of this one call.
        self.folder = folder

    def given(self, name):
        return self.parameters.get(name) not in (None, "", [])


class Layer(Option):
    """A vector layer or a table, of the project or from a file.

    `layer_flag`: the option that names a layer of a file with several. `coordinates`: whether the program can be told the
    columns of longitude and latitude.
    """

    def __init__(self, *args, kinds=None, layer_flag=None, coordinates=False, **more):
        super().__init__(*args, **more)
        self.kinds = kinds or TABLE
        self.layer_flag = layer_flag
        self.coordinates = coordinates

    def parameter(self, label):
        return QgsProcessingParameterFeatureSource(self.name, label, self.kinds)

    def words(self, ask):
        if not ask.given(self.name):
            return []
        value, part = ask.parameters[self.name], None
        if isinstance(value, QgsProcessingFeatureSourceDefinition):
            value, part = value.source, value
        layer = ask.algorithm.parameterAsVectorLayer({self.name: value}, self.name, ask.context)
        if layer is None:
            ask.algorithm.refuse(ask.parameters, self.name)
        found = files.file_of(layer, ask.folder, ask.feedback, part, can_name=self.layer_flag is not None)
        words = self.said(found.path)
        if found.layer is not None:
            words.append(f"{self.layer_flag}={found.layer}")
        if self.coordinates and found.coordinates:
            words += [f"--longitude={found.coordinates[0]}", f"--latitude={found.coordinates[1]}"]
        return words


class Layers(Option):
    """Any number of vector layers; the option is repeated for each."""

    def parameter(self, label):
        return QgsProcessingParameterMultipleLayers(self.name, label, QgsProcessing.TypeVectorAnyGeometry)

    def words(self, ask):
        if not ask.given(self.name):
            return []
        layers = ask.algorithm.parameterAsLayerList(ask.parameters, self.name, ask.context)
        return [word for layer in layers for word in self.said(files.file_of(layer, ask.folder, ask.feedback).path)]


class Raster(Option):
    """A raster file. `instead_of`: the parameter that gives the same as a table; only one of them may be chosen."""

    def __init__(self, *args, instead_of=None, **more):
        super().__init__(*args, **more)
        self.instead_of = instead_of

    def parameter(self, label):
        return QgsProcessingParameterRasterLayer(self.name, label)

    def words(self, ask):
        if not ask.given(self.name):
            return []
        if self.instead_of and ask.given(self.instead_of):
            other = next(option for option in ask.algorithm.options if option.name == self.instead_of)
            raise QgsProcessingException(said(ONE_OF_TWO, one=said(other.label), other=said(self.label)))
        layer = ask.algorithm.parameterAsRasterLayer(ask.parameters, self.name, ask.context)
        if layer is None:
            ask.algorithm.refuse(ask.parameters, self.name)
        return self.said(files.raster_file(layer))


class Field(Option):
    """A field of the layer `of`; with `many`, the option is repeated, or, with `joined`, they stand behind one, with commas."""

    def __init__(self, *args, of, numbers=False, many=False, joined=False, **more):
        super().__init__(*args, **more)
        self.of = of
        self.numbers = numbers
        self.many = many
        self.joined = joined

    def parameter(self, label):
        kind = QgsProcessingParameterField.Numeric if self.numbers else QgsProcessingParameterField.Any
        return QgsProcessingParameterField(self.name, label, parentLayerParameterName=self.of, type=kind, allowMultiple=self.many)

    def words(self, ask):
        names = ask.algorithm.parameterAsFields(ask.parameters, self.name, ask.context) if ask.given(self.name) else []
        if self.joined:
            return self.said(",".join(names)) if names else []
        return [word for name in names for word in self.said(name)]


class Choice(Option):
    """One of some words of the program, or several (`many`); `values` are pairs of a word and its label."""

    def __init__(self, *args, values, default=0, many=False, **more):
        super().__init__(*args, **more)
        self.values = values
        self.default = default
        self.many = many

    def parameter(self, label):
        labels = [said(words) for _, words in self.values]
        return QgsProcessingParameterEnum(self.name, label, labels, allowMultiple=self.many, defaultValue=self.default)

    def words(self, ask):
        if self.many:
            chosen = ask.algorithm.parameterAsEnums(ask.parameters, self.name, ask.context)
        elif self.optional and not str(ask.parameters.get(self.name, "") if ask.parameters.get(self.name) is not None else ""):
            chosen = []
        else:
            chosen = [ask.algorithm.parameterAsEnum(ask.parameters, self.name, ask.context)]
        return [word for index in chosen for word in self.said(self.values[index][0])]


class Switch(Option):
    """Yes or no: the option stands there or not."""

    def __init__(self, *args, default=False, **more):
        super().__init__(*args, **more)
        self.default = default

    def parameter(self, label):
        return QgsProcessingParameterBoolean(self.name, label, defaultValue=self.default)

    def words(self, ask):
        chosen = ask.algorithm.parameterAsBool(ask.parameters, self.name, ask.context)
        return [self.flag] if chosen and self.flag else []


class Number(Option):
    def __init__(self, *args, default=None, least=None, most=None, whole=False, **more):
        super().__init__(*args, **more)
        self.default = default
        self.least = least
        self.most = most
        self.whole = whole

    def parameter(self, label):
        kind = QgsProcessingParameterNumber.Integer if self.whole else QgsProcessingParameterNumber.Double
        parameter = QgsProcessingParameterNumber(self.name, label, kind, self.default, self.optional)
        if self.least is not None:
            parameter.setMinimum(self.least)
        if self.most is not None:
            parameter.setMaximum(self.most)
        return parameter

    def words(self, ask):
        if ask.parameters.get(self.name, self.default) is None:
            return []
        if self.whole:
            return self.said(ask.algorithm.parameterAsInt(ask.parameters, self.name, ask.context))
        return self.said(f"{ask.algorithm.parameterAsDouble(ask.parameters, self.name, ask.context):.12g}")


class Words(Option):
    """Free text; with `many`, one in each line (or separated by semicolons), each behind an option of its own."""

    def __init__(self, *args, default="", many=False, **more):
        super().__init__(*args, **more)
        self.default = default
        self.many = many

    def parameter(self, label):
        return QgsProcessingParameterString(self.name, label, self.default, multiLine=self.many)

    def words(self, ask):
        typed = ask.algorithm.parameterAsString(ask.parameters, self.name, ask.context)
        texts = typed.replace(";", "\n").splitlines() if self.many else [typed]
        return [word for text in texts if text.strip() for word in self.said(text.strip())]


class InputFile(Option):
    """A file that is no layer: a project file, a review file."""

    def __init__(self, *args, ending, **more):
        super().__init__(*args, **more)
        self.ending = ending

    def parameter(self, label):
        return QgsProcessingParameterFile(self.name, label, extension=self.ending)

    def words(self, ask):
        if not ask.given(self.name):
            return []
        return self.said(os.path.abspath(ask.algorithm.parameterAsFile(ask.parameters, self.name, ask.context)))


class InputFiles(Option):
    """Any files at all."""

    def parameter(self, label):
        return QgsProcessingParameterMultipleLayers(self.name, label, QgsProcessing.TypeFile)

    def words(self, ask):
        paths = ask.algorithm.parameterAsFileList(ask.parameters, self.name, ask.context)
        return [word for path in paths for word in self.said(os.path.abspath(path))]


class OutputFile(Option):
    """A file that is written; `endings` as QGIS words them: `PDF (*.pdf);;PNG (*.png)`. `opens`: it is a table to be opened."""

    def __init__(self, *args, endings, opens=False, **more):
        super().__init__(*args, **more)
        self.endings = endings
        self.opens = opens

    def parameter(self, label):
        return QgsProcessingParameterFileDestination(self.name, label, self.endings)

    def words(self, ask):
        if not ask.given(self.name):
            return []
        path = os.path.abspath(ask.algorithm.parameterAsFileOutput(ask.parameters, self.name, ask.context))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        ask.algorithm.results[self.name] = path
        if self.opens:
            files.open_later(path, said(self.label), ask.context, self.name)
        return self.said(path)


class OutputLayer(Option):
    """A layer or table that is written, and opened with its style."""

    def __init__(self, *args, kind=QgsProcessing.TypeVector, **more):
        super().__init__(*args, **more)
        self.kind = kind

    def parameter(self, label):
        return QgsProcessingParameterVectorDestination(self.name, label, self.kind)

    def words(self, ask):
        path = ask.algorithm.parameterAsOutputLayer(ask.parameters, self.name, ask.context)
        ask.algorithm.results[self.name] = path
        files.style_later(path, ask.context)
        path = os.path.abspath(path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        return self.said(path)


class OutputFolder(Option):
    """A folder that is written as a whole."""

    def parameter(self, label):
        return QgsProcessingParameterFolderDestination(self.name, label)

    def words(self, ask):
        path = os.path.abspath(ask.algorithm.parameterAsString(ask.parameters, self.name, ask.context))
        ask.algorithm.results[self.name] = path
        return self.said(path)
