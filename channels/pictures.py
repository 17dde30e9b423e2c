"""A chart as a picture, for mail and chat: the same everywhere, since it brings its own font."""

import importlib.resources

FONT = "DejaVuSans-subset.ttf"


def png(svg: str, width: int = 1440) -> bytes:
    """The drawing as PNG. Characters that the font lacks do not show."""
    import resvg_py

    with importlib.resources.as_file(importlib.resources.files("channels").joinpath("fonts", FONT)) as font:
        return bytes(
            resvg_py.svg_to_bytes(
                svg_string=svg,
                width=width,
                background="#ffffff",  # on a dark screen the words in it stay readable
                skip_system_fonts=True,
                font_files=[str(font)],
                sans_serif_family="DejaVu Sans",
            )
        )
