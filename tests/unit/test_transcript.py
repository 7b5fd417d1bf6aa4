"""A shell session on a page is compared with what a terminal prints: ids stand for themselves, times for any."""

from contextlib import closing

import pytest

from tests.e2e.transcript import Shown, Terminal, sessions

PAGE = """
```console
$ name=world
$ echo "hello $name" \\
    again
hello world again
$ printf 'run r-1\\nat 09:30\\nend\\n'
run <first>
at <time>
end
```

```
$ this is no session
```
"""


@pytest.fixture
def terminal(tmp_path):
    with closing(Terminal.open(tmp_path, {"PATH": "/usr/bin:/bin"})) as opened:
        yield opened


def shows(terminal, command, *lines):
    shown = Shown(command, lines)
    return terminal.shows(shown, terminal.type(command))


def test_a_session_is_typed_line_by_line_in_one_shell(terminal):
    walk = list(sessions(PAGE))

    assert [terminal.shows(shown, terminal.type(shown.command)) for shown in walk] == [True, True, True]
    assert terminal.known == {"first": "r-1"}


@pytest.mark.parametrize(
    ("lines", "is_shown"),
    [
        (["a", "b", "c"], True),
        (["...", "c"], True),
        (["a", "..."], True),
        (["a", "...", "c"], True),
        (["a", "b"], False),
        (["...", "b"], False),
        (["a", "<other>", "c"], True),
        (["<same>", "<same>", "c"], False),
    ],
)
def test_what_is_left_out_is_said(terminal, lines, is_shown):
    assert shows(terminal, "printf 'a\\nb\\nc\\n'", *lines) is is_shown


def test_a_name_stands_for_one_thing_and_another_name_for_another(terminal):
    assert shows(terminal, "echo run r-1", "run <first>")

    assert shows(terminal, "echo run <first>", "run r-1")
    assert shows(terminal, "echo run r-1", "run <first>")
    assert not shows(terminal, "echo run r-2", "run <first>")
    assert not shows(terminal, "echo run r-1", "run <second>")
    assert shows(terminal, "echo run r-10", "run <second>")


def test_errors_are_part_of_what_is_printed(terminal):
    assert shows(terminal, "echo wrong >&2", "wrong")


def test_a_command_that_reads_gets_nothing_of_the_walk(terminal):
    assert shows(terminal, "cat")
    assert shows(terminal, "echo next", "next")
