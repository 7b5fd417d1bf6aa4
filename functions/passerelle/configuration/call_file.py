"""One request, as a manifest writes it, and a list that goes on over several of them."""

from typing import Any, Literal, Self

from pydantic import Field, model_validator

from passerelle.configuration.error_file import ErrorRow
from passerelle.configuration.model import FileModel, Filled
from passerelle.platforms.strict import Jmespath, Mistake

TimeUnit = Literal["iso", "s", "ms"]


class Instant(FileModel):
    """Where a time is, and how it is written: those of `poll` too."""

    path: Jmespath = Field(description="JMESPath of the time.")
    unit: TimeUnit = Field(default="iso", description="iso, s or ms since 1970.")


class Table(FileModel):
    """Rows of cells, as spreadsheets give them: the first one that the answer holds names the columns. Each other one
    becomes a map of three: `row`, its number in the sheet, `key`, and `values`, its cells by column. An empty row is
    left out."""

    header_row: int = Field(default=1, ge=1, description="The number, in the sheet, of the row that names the columns.")
    key: str = Field(
        default="",
        description="The column whose cell is a row's key; settings are known. A row without a key is left out. Empty: "
        "the row's number is its key.",
    )


class Where(FileModel):
    """The one item that is wanted of a list."""

    path: Jmespath = Field(description="JMESPath, in an item, of the value that tells the items apart.")
    equals: Filled = Field(description="The value that it has to be, as text.")
    gives: Jmespath = Field(default="@", description="JMESPath, in that item, of what is wanted.")


class Call(FileModel):
    """One request, as data: every request of a manifest is written this way. Texts hold {names}: the settings, the
    record's own names, and what the operation gives. No request leaves the host and the path of `base_url`, no redirect
    is followed, and no answer above 10 MiB is read."""

    method: Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] = Field(
        default="GET", description="The HTTP method."
    )
    path: Filled = Field(
        description="Below the connection's base_url, `/` being that address itself; what is put into it is "
        "percent-encoded."
    )
    query: dict[str, Any] = Field(default={}, description="The query; a value that is missing is left out.")
    headers: dict[str, str] = Field(
        default={},
        description="Headers of this request, beside those of `call`; one that is empty is left out. No secret "
        "is known here.",
    )
    body: Any = Field(default=None, description="The body; a value that is missing is left out.")
    encoding: Literal["json", "form", "text"] = Field(
        default="json",
        description="How the body is written: as JSON, as a form (a map; `a[b]` for what is below another name), or as "
        "the text that it is.",
    )
    answer: Literal["json", "text"] = Field(
        default="json", description="How the answer is read: `text` where it is no JSON."
    )
    take: Jmespath = Field(default="@", description="JMESPath of what is wanted in the answer.")
    table: Table | None = Field(default=None, description="What was taken is a list of rows, each a list of cells.")
    where: Where | None = Field(default=None, description="Of a list, the one item that is wanted.")
    errors: list[ErrorRow] = Field(default=[], description="Rows for this request alone, before those of `call`.")


class Onward(FileModel):
    """Where an answer tells how a list goes on: by a value, or by an address that is asked as it stands."""

    path: Jmespath | None = Field(default=None, description="JMESPath, in the answer, of the value.")
    header: Filled | None = Field(default=None, description="The header that holds the value.")
    url: Jmespath | None = Field(
        default=None, description="JMESPath, in the answer, of an address that is asked as it is."
    )
    link: Filled | None = Field(
        default=None, description="The relation, in the header Link, of an address that is asked as it is: next."
    )


class NextPage(Onward):
    """How a list goes on, wherever one has pages: by one of `path`, `header`, `url`, `link` and `count`."""

    count: Literal["pages", "items"] | None = Field(
        default=None, description="{page} counts the pages, or the items, read before."
    )
    start: int = Field(default=0, ge=0, description="With count: {page} of the first page.")
    size: int | None = Field(
        default=None, ge=1, description="With count: how many items a full page has. Fewer of them: the last page."
    )
    more: Jmespath | None = Field(default=None, description="JMESPath, in the answer, that is true where pages follow.")

    @model_validator(mode="after")
    def _goes_on_one_way(self) -> Self:
        ways = [self.path, self.header, self.url, self.link, self.count]
        if sum(way is not None for way in ways) != 1:
            raise Mistake(
                "donnez une de ces clés, et une seule : path, header, url, link, count",
                "give exactly one of these keys: path, header, url, link, count",
            )
        return self


class Cursor(Onward):
    """Where the platform tells how far one has read: by one of `path`, `header`, `url` and `link`. It is kept after
    each page, and is {cursor}, or the address that is asked, in the next poll. The first poll takes what it finds as
    known."""

    start: Call | None = Field(
        default=None,
        description="The request whose `take` gives the first one. None: the first poll asks without it.",
    )
    expired: list[int] = Field(
        default=[404, 410], description="Statuses that tell that the platform no longer knows one."
    )

    @model_validator(mode="after")
    def _is_somewhere(self) -> Self:
        if sum(way is not None for way in (self.path, self.header, self.url, self.link)) != 1:
            raise Mistake(
                "donnez une de ces clés, et une seule : path, header, url, link",
                "give exactly one of these keys: path, header, url, link",
            )
        return self


class Listing(FileModel):
    """A list that may have several pages."""

    request: Call = Field(description="The request; {page} is known. Its `take` gives the list.")
    next_page: Jmespath | NextPage | None = Field(
        default=None, description="JMESPath, in the answer, of the next page's cursor, or how it is told otherwise."
    )
    max_pages: int = Field(default=20, ge=1, description="Pages to read at most.")
    max_results: int | None = Field(
        default=None, ge=1, description="Results that the platform gives at most to one question, over all pages."
    )

    @property
    def onward(self) -> NextPage | None:
        return NextPage(path=self.next_page) if isinstance(self.next_page, str) else self.next_page
