"""dbutils.library: refused by name."""

from typing import NoReturn

from boathouse.runtime.dbutils.refused import overview, refuse


class Library:
    """The noun `library`."""

    def restartPython(self) -> NoReturn:
        """Not implemented: what %pip installs can be imported at once."""
        raise refuse("dbutils.library.restartPython")

    def help(self) -> None:
        """Print what there is."""
        print(overview("dbutils.library", self))
