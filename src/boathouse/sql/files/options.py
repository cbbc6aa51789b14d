"""The options of file reads: known ones are acted on, all others are refused by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from boathouse.sql.errors import NotSupported, SqlError

FORMATS = ("avro", "binaryfile", "csv", "json", "orc", "parquet", "text")

COMMON = frozenset(
    (
        "format",
        "schema",
        "schemahints",
        "pathglobfilter",
        "filenamepattern",
        "recursivefilelookup",
        "partitioncolumns",
        "infercolumntypes",
        "mergeschema",
        "rescueddatacolumn",
    )
)
_RECORDS = frozenset(
    (
        "mode",
        "multiline",
        "encoding",
        "charset",
        "linesep",
        "dateformat",
        "timestampformat",
        "timestampntzformat",
        "columnnameofcorruptrecord",
    )
)
OPTIONS: Mapping[str, frozenset[str]] = {
    "csv": _RECORDS
    | {
        "header",
        "sep",
        "delimiter",
        "quote",
        "escape",
        "comment",
        "nullvalue",
        "emptyvalue",
        "nanvalue",
        "positiveinf",
        "negativeinf",
        "ignoreleadingwhitespace",
        "ignoretrailingwhitespace",
        "inferschema",
        "preferdate",
        "skiprows",
    },
    "json": _RECORDS | {"primitivesasstring", "prefersdecimal", "infertimestamp"},
    "text": frozenset(("wholetext", "linesep", "encoding", "charset")),
    "binaryfile": frozenset(),
    "parquet": frozenset(),
    "orc": frozenset(),
    "avro": frozenset(),
}
# Options whose one value is what we do anyway.
FIXED: Mapping[str, frozenset[str]] = {
    "usestrictglobber": frozenset(("true",)),
    "ignorecorruptfiles": frozenset(("false",)),
    "ignoremissingfiles": frozenset(("false",)),
    "readercasesensitive": frozenset(("true",)),
    "schemaevolutionmode": frozenset(("none", "rescue")),
    "enforceschema": frozenset(("false",)),
    "locale": frozenset(("en-us", "en_us")),
    "timezone": frozenset(("utc", "etc/utc", "z", "+00:00", "gmt")),
    "allowcomments": frozenset(("false",)),
    "allowunquotedfieldnames": frozenset(("false",)),
    "allowsinglequotes": frozenset(("true",)),
    "allownumericleadingzeros": frozenset(("false",)),
    "allownonnumericnumbers": frozenset(("true",)),
    "allowunquotedcontrolchars": frozenset(("false",)),
    "allowbackslashescapinganycharacter": frozenset(("false",)),
    "dropfieldifallnull": frozenset(("false",)),
    "unescapedquotehandling": frozenset(("stop_at_delimiter",)),
    "samplingratio": frozenset(("1", "1.0")),
}
MODES = ("PERMISSIVE", "DROPMALFORMED", "FAILFAST")
RESCUED = "_rescued_data"
CORRUPT = "_corrupt_record"


@dataclass(frozen=True)
class Options:
    """How files of one format are read. `values`: options by their names in lower case."""

    format: str
    values: Mapping[str, str]

    def text(self, name: str, default: str = "") -> str:
        """An option's text."""
        return self.values.get(name, default)

    def flag(self, name: str, default: bool = False) -> bool:
        """An option that is true or false. Raises SqlError for anything else."""
        value = self.values.get(name)
        if value is None:
            return default
        if value.lower() not in ("true", "false"):
            raise invalid(name, value, "true or false")
        return value.lower() == "true"

    @property
    def mode(self) -> str:
        """What happens to malformed records."""
        return self.values.get("mode", "PERMISSIVE").upper()

    @property
    def encoding(self) -> str:
        """The codec of text files."""
        return self.values.get("encoding", self.values.get("charset", "UTF-8"))

    @property
    def line_separator(self) -> str | None:
        """What ends lines; None: any of LF, CR LF and CR."""
        return self.values.get("linesep")


def checked(format: str, given: Mapping[str, str]) -> Options:
    """The options of a read. Raises SqlError for a format or an option that is not supported."""
    format = format.lower()
    if format not in FORMATS:
        if format in ("delta", "xml", "file", "iceberg"):
            raise NotSupported(f"Files of the format {format.upper()} are not supported here.")
        raise SqlError(
            "DATA_SOURCE_NOT_FOUND", f"Failed to find the data source: {format}.", "42K02"
        )
    values: dict[str, str] = {}
    for name, value in given.items():
        _put(values, format, name, value)
    options = Options(format, values)
    _check_values(options)
    return options


def _put(values: dict[str, str], format: str, name: str, value: str) -> None:
    key = name.lower()
    if key in values:
        raise SqlError(
            "DUPLICATE_ROUTINE_PARAMETER_ASSIGNMENT.DOUBLE_NAMED_ARGUMENT_REFERENCE",
            f"The option {name} is given more than once.",
            "4274K",
        )
    if key in FIXED:
        if value.lower() not in FIXED[key]:
            raise NotSupported(f"The option {name} => '{value}' is not supported.")
        return
    if key not in COMMON and key not in OPTIONS[format]:
        raise NotSupported(f"The option {name} is not supported for {format.upper()} files.")
    values[key] = value


def _check_values(options: Options) -> None:
    if options.mode not in MODES:
        raise invalid("mode", options.mode, ", ".join(MODES))
    import codecs

    try:
        codecs.lookup(options.encoding)
    except LookupError:
        raise invalid("encoding", options.encoding, "a character set") from None
    for name in ("quote", "escape", "comment"):
        if len(options.text(name)) > 1:
            raise invalid(name, options.text(name), "one character")
    for name in ("sep", "delimiter", "linesep"):
        if options.values.get(name) == "":
            raise invalid(name, "", "one character or more")


def invalid(name: str, value: str, wanted: str) -> SqlError:
    """The error of an option's value."""
    return SqlError(
        "INVALID_PARAMETER_VALUE", f"The option {name} cannot be '{value}': {wanted}.", "22023"
    )
