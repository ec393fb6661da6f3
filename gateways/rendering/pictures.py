"""Pictures that somebody has sent: read once, and written anew without anything else in them."""

from io import BytesIO

from PIL import Image

FORMATS = ("PNG", "JPEG")
MOST_PIXELS = 8_000_000
LARGEST_SIDES = (1600, 800)


class NotAPicture(Exception):
    """It is none of ours, or too large to be read."""


def drawn_anew(picture: bytes) -> bytes:
    """The picture as a PNG of its own. Raises `NotAPicture`."""
    try:
        with Image.open(BytesIO(picture), formats=FORMATS) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise NotAPicture("too many pixels")
            drawn = opened.convert("RGBA" if opened.mode in {"LA", "P", "RGBA"} else "RGB")
    except (OSError, ValueError, SyntaxError) as why:
        raise NotAPicture(type(why).__name__) from why
    drawn.thumbnail(LARGEST_SIDES)
    target = BytesIO()
    plain = Image.frombytes(drawn.mode, drawn.size, drawn.tobytes())
    plain.save(target, "PNG", optimize=True)
    return target.getvalue()
