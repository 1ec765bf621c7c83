"""Draws a picture anew, in a process of its own with little memory and time: run by `pictures`, never imported.

Reads the picture from standard input; writes two JPEGs to standard output, each after its length. What a camera writes
into a photograph (where, when, with what) is not in them. It knows nothing of Kith, and is given nothing of it.
"""

import io
import resource
import struct
import sys
import warnings

FORMATS = ("JPEG", "PNG", "WEBP")
LARGEST = 60_000_000  # pixels; a telephone's largest photographs have 50 million
MEMORY = 1024 * 1024 * 1024  # bytes
SECONDS = 20  # of the processor's time
SIZES = (1600, 240)  # pixels of the longer side: to look at, and in a list


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # writes no file
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # and leaves no memory of a child's picture lying about
    from PIL import Image, ImageOps

    warnings.simplefilter("error")  # Pillow only warns of pictures that are too large
    Image.MAX_IMAGE_PIXELS = LARGEST
    with Image.open(sys.stdin.buffer, formats=FORMATS) as opened:
        opened.draft("RGB", (SIZES[0], SIZES[0]))
        upright = ImageOps.exif_transpose(opened)
        upright.thumbnail((SIZES[0], SIZES[0]))
        drawn = Image.new("RGB", upright.size, "white")  # what was see-through is paper
        seen = upright.convert("RGBA")
        drawn.paste(seen, mask=seen.getchannel("A"))
    for size in SIZES:
        drawn.thumbnail((size, size))
        held = io.BytesIO()
        drawn.save(held, "JPEG", quality=85)
        sys.stdout.buffer.write(struct.pack(">I", held.tell()) + held.getvalue())


if __name__ == "__main__":
    main()
