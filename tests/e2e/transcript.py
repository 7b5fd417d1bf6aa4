"""A page's shell session: its commands, what each is said to print, and whether a terminal prints that.

In what is printed, `<name>` stands for an id or a number, the same one wherever the name comes again, `<time>` and
`<who>` for any, and a line `...` for any lines.
"""

import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_END = "-- end of the command --"
_NAME = re.compile(r"<([a-z]+)>")


@dataclass(frozen=True, slots=True)
class Shown:
    command: str
    lines: tuple[str, ...]


def sessions(page: str) -> Iterator[Shown]:
    for body in re.findall(r"^```console\n(.*?)^```", page, re.MULTILINE | re.DOTALL):
        whole = re.sub(r"\\\n\s*", "", body)
        for command, printed in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", whole, re.MULTILINE):
            yield Shown(command, tuple(printed.splitlines()))


@dataclass
class Terminal:
    """One shell, so that what one command defines is there for the next."""

    shell: "subprocess.Popen[str]"
    known: dict[str, str] = field(default_factory=dict)

    @classmethod
    def open(cls, directory: Path, environment: Mapping[str, str]) -> "Terminal":
        shell = subprocess.Popen(
            ["bash", "--norc", "--noprofile"],
            cwd=directory,
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        return cls(shell)

    def type(self, command: str) -> list[str]:
        """The lines that it prints, its errors among them."""
        named = _NAME.sub(lambda found: self.known.get(found[1], found[0]), command)
        assert self.shell.stdin is not None
        assert self.shell.stdout is not None
        self.shell.stdin.write(f"{{ {named}\n}} < /dev/null\necho; echo '{_END}'\n")
        self.shell.stdin.flush()
        lines = []
        while (line := self.shell.stdout.readline().rstrip("\n")) != _END:
            lines.append(line)
        return lines[:-1]

    def shows(self, shown: Shown, printed: list[str]) -> bool:
        """Whether that was printed; the names that the page gives are known from then on."""
        found = re.fullmatch(self._pattern(shown), "".join(f"{line}\n" for line in printed))
        if found is None:
            return False
        self.known |= found.groupdict()
        return True

    def _pattern(self, shown: Shown) -> str:
        given: set[str] = set()
        return "".join(self._line(line, given) for line in shown.lines)

    def _line(self, line: str, given: set[str]) -> str:
        if line == "...":
            return r"(?:.*\n)*?"
        parts = _NAME.split(line)
        texts = [self._place(part, given) if place % 2 else re.escape(part) for place, part in enumerate(parts)]
        return "".join(texts) + r"\n"

    def _place(self, name: str, given: set[str]) -> str:
        if name in self.known:
            return re.escape(self.known[name])
        if name in {"time", "who"}:
            return ".+?"
        if name in given:
            return f"(?P={name})"
        given.add(name)
        # Another name is another thing: the run that comes next is none of those before.
        others = "|".join(re.escape(value) for value in self.known.values())
        return rf"(?P<{name}>(?!(?:{others})(?!\S))\S+)" if others else rf"(?P<{name}>\S+)"

    def close(self, *_: Any) -> None:
        assert self.shell.stdin is not None
        assert self.shell.stdout is not None
        self.shell.stdin.close()
        self.shell.wait(timeout=30)
        self.shell.stdout.close()
