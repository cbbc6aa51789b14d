"""dbutils.widgets: named parameters; those of the task win over a widget's default."""

from collections.abc import Sequence

from boathouse.runtime.dbutils.refused import overview


class InputWidgetNotDefined(Exception):
    """Asked for a widget that was neither defined nor passed."""

    # As it reads in a traceback on Databricks.
    __module__ = "com.databricks.dbutils_v1"

    def __init__(self, name: str) -> None:
        super().__init__(f"No input widget named {name} is defined")


class Widgets:
    """The widgets of a notebook, %run notebooks included."""

    def __init__(self, parameters: dict[str, str]) -> None:
        self._given = {name: str(value) for name, value in parameters.items()}
        self._defaults: dict[str, str] = {}

    def get(self, name: str) -> str:
        """The value of a widget. Errors: InputWidgetNotDefined."""
        values = self.getAll()
        if name not in values:
            raise InputWidgetNotDefined(name)
        return values[name]

    def getArgument(self, name: str, defaultValue: str | None = None) -> str:
        """The value of a widget, or `defaultValue`."""
        values = self.getAll()
        if name in values or defaultValue is None:
            return self.get(name)
        return defaultValue

    def getAll(self) -> dict[str, str]:
        """All names and values."""
        return self._defaults | self._given

    def text(self, name: str, defaultValue: str, label: str | None = None) -> None:
        """Define a widget of free text."""
        self._defaults[name] = str(defaultValue)

    def dropdown(
        self,
        name: str,
        defaultValue: str,
        choices: Sequence[str],
        label: str | None = None,
    ) -> None:
        """Define a widget of one choice. Errors: ValueError if the default is not among them."""
        self._choose(name, defaultValue, choices)

    def combobox(
        self,
        name: str,
        defaultValue: str,
        choices: Sequence[str],
        label: str | None = None,
    ) -> None:
        """Define a widget of choices or free text."""
        self._defaults[name] = str(defaultValue)

    def multiselect(
        self,
        name: str,
        defaultValue: str,
        choices: Sequence[str],
        label: str | None = None,
    ) -> None:
        """Define a widget of several choices. Errors: as for dropdown."""
        self._choose(name, defaultValue, choices)

    def remove(self, name: str) -> None:
        """Forget a widget and its value."""
        self._defaults.pop(name, None)
        self._given.pop(name, None)

    def removeAll(self) -> None:
        """Forget all widgets and their values."""
        self._defaults.clear()
        self._given.clear()

    def help(self) -> None:
        """Print what there is."""
        print(overview("dbutils.widgets", self))

    def _choose(self, name: str, default: str, choices: Sequence[str]) -> None:
        if default not in choices:
            raise ValueError(f"The default value {default!r} of {name!r} is not a choice of it")
        self._defaults[name] = str(default)

    def _give(self, values: dict[str, str]) -> None:
        """Values passed by %run."""
        self._given.update(values)
