"""Names of files and folders that every storage takes: those of Windows are the narrowest."""

import re
from typing import Final

LONGEST: Final = 180
"""Characters of a name without its extension: what is above folders and numbers has to fit in 255."""

_FORBIDDEN: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]+')
_SPACES: Final = re.compile(r"\s+")
_RESERVED: Final = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d|desktop|\.lock|_vti_)(\..*)?")
_EXTENSION: Final = re.compile(r"\.[A-Za-z0-9]{1,8}")


def plain(text: str) -> str:
    """A text taken from data, as a part of one name: it can neither make a folder nor leave one."""
    return _SPACES.sub(" ", _FORBIDDEN.sub("-", text))


def part(text: str) -> str:
    """One whole name. Empty where nothing is left of it."""
    name = plain(text)[:LONGEST].strip(" .").lstrip("~")
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def folder(path: str) -> str:
    """A path of folders, without those that have no name."""
    return "/".join(name for name in map(part, path.split("/")) if name)


def numbered(wanted: str, given: str, number: int) -> str:
    """What the file is called: as is wanted or, without that, as it was given, whose extension it keeps. A second file
    of the same name bears its number.
    """
    stem, dot, last = given.rpartition(".")
    extension = f".{last}" if dot and _EXTENSION.fullmatch(f".{last}") else ""
    name = part(wanted) or part(stem if extension else given) or "document"
    return f"{name} ({number}){extension}" if number > 1 else f"{name}{extension}"
