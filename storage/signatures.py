"""What is kept of a signature, beside what was signed."""

from sqlalchemy.orm import Mapped, mapped_column

from domain.signatures import Signature


class Signed:
    """Columns of a row that somebody may have signed, and from which address."""

    name: Mapped[str] = mapped_column(default="")
    drawing: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")

    @property
    def signature(self) -> Signature:
        return Signature(self.name, self.drawing)
