"""Comments in JSON: what customers' programs read, and what staff's read besides."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from api.comments.views import CommentView


class OwnCommentShape(BaseModel):
    """`words` are empty where the comment was taken back."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    author: str
    by_staff: bool
    words: str
    written_at: datetime
    taken_back: bool

    @classmethod
    def of(cls, seen: CommentView) -> "OwnCommentShape":
        return cls(
            id=seen.id,
            author=seen.name,
            by_staff=seen.is_staffs,
            words=seen.words,
            written_at=seen.written_at,
            taken_back=seen.is_taken_back,
        )


class CommentShape(OwnCommentShape):
    """`shown` in the portal, or internal."""

    shown: bool

    @classmethod
    def of(cls, seen: CommentView) -> "CommentShape":
        own = OwnCommentShape.of(seen).model_dump()
        return cls(**own, shown=not seen.is_internal)


class OwnCommentList(BaseModel):
    """The newest first; `next` is the address of the earlier ones."""

    items: list[OwnCommentShape]
    next: str | None


class CommentList(BaseModel):
    """The newest first; `next` is the address of the earlier ones."""

    items: list[CommentShape]
    next: str | None
