"""What every model of a file shares: nothing unknown is accepted, every key is described."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from passerelle.core.sentences import Sentence

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,62}$")]
"""A name that is safe in a parameter path, a queue and a URL."""

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
"""A word of the file's own language: a record, a read, a setting, an action."""

Filled = Annotated[str, StringConstraints(min_length=1)]


class FileModel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class BothLanguages(FileModel):
    """A text for people, in both languages: every title and every `about` of an action, too."""

    fr: Filled = Field(description="In French.")
    en: Filled = Field(description="In English.")

    def sentence(self) -> Sentence:
        return Sentence(fr=self.fr, en=self.en)
