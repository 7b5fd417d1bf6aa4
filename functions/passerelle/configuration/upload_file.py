"""`upload` of an action: how the files of the trigger's record are stored, and known again."""

from typing import Self

from pydantic import Field, model_validator

from passerelle.configuration.call_file import Call, Instant
from passerelle.configuration.model import FileModel, Filled
from passerelle.platforms.strict import Jmespath, Mistake


class Look(FileModel):
    """A way to see what stands where a file is to go; a 404, and a `take` that gives nothing, tell that nothing does.
    It is ours when it bears our mark or, where nothing can bear one, when it has the file's size and is no older than
    our intent. Paths look into `answer` (what was taken) and `headers`."""

    request: Call = Field(description="The request; what the upload's own one knows is known.")
    mark_at: Jmespath | None = Field(default=None, description="JMESPath of the value that holds our mark.")
    size_at: Jmespath | None = Field(default=None, description="JMESPath of its size in bytes.")
    created_at: Instant | None = Field(default=None, description="When it was created; goes with `size_at`.")

    @model_validator(mode="after")
    def _knows_ours(self) -> Self:
        by_size = self.size_at is not None and self.created_at is not None
        if (self.mark_at is not None) == by_size or (self.size_at is None) != (self.created_at is None):
            raise Mistake(
                "donnez soit mark_at, soit size_at et created_at",
                "give either mark_at, or both size_at and created_at",
            )
        return self


class Session(FileModel):
    """An address of its own to which a file goes in parts. None of our keys goes there."""

    url: Jmespath = Field(description="JMESPath of the address, in `answer` and `headers`.")
    below: list[Filled] = Field(
        default=[], description="The domains that it may be in, over https; that of base_url is always right."
    )
    part_kb: int = Field(default=5120, ge=320, description="How large a part is, in KiB, as the platform wants it.")
    cancel: bool = Field(default=False, description="Whether a DELETE at that address ends it when something fails.")


class Upload(FileModel):
    """How each file of the trigger's record is stored, once. The requests know the action's parameters, {path}
    (`folder`, then the name), {file_name}, {content_type}, {size}, {mark} and {new_id}; the action's `result` looks
    into `answer`, `headers`, `path` and `file_name`. The parameters `folder` and `name` make the path."""

    look: list[Look] = Field(min_length=1, description="How to see what stands there: before, and after a doubt.")
    ids: Call | None = Field(
        default=None, description="A read whose `take` gives a list of ids for new files: one is {new_id}."
    )
    session: Session | None = Field(
        default=None, description="The request opens a session. Without it, the request itself carries the file."
    )
    taken: list[int] = Field(default=[409, 412], description="Statuses that tell that something stands there already.")
