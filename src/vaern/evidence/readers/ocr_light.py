"""Light letters on a dark bubble turned into dark letters on light, so that what was sent is read too."""

from PIL import Image, ImageChops, ImageFilter

ACROSS = 135  # fields, whatever the picture's width
WIDE, NARROW = 9, 5  # fields: more than a line of letters is high, less than a bubble; more than a stroke is wide
GROWN, RIM = 7, 5
CONTRAST = 0.6  # less is more
DARK_PAPER = 160


def evened(grey: Image.Image) -> Image.Image:
    """The picture with every dark field inverted, its rim made white; what lies on light paper is left as it is.

    A field is dark where it is so in the wide; its edge is found in the narrow, where letters alone may be dark too.
    """
    field = max(1, grey.width // ACROSS)
    small = grey.resize((max(1, grey.width // field), max(1, grey.height // field)), Image.Resampling.BOX)
    core = _dark(small, WIDE)
    if core.getbbox() is None:
        return grey
    dark = ImageChops.lighter(core, ImageChops.darker(_dark(small, NARROW), core.filter(ImageFilter.MaxFilter(GROWN))))
    dark = dark.filter(ImageFilter.MaxFilter(NARROW)).filter(ImageFilter.MinFilter(NARROW))
    paper = small.filter(ImageFilter.MedianFilter(NARROW)).filter(ImageFilter.MinFilter(3))
    letters = ImageChops.invert(ImageChops.subtract(grey, _full(paper, grey), CONTRAST))
    rim = _full(dark.filter(ImageFilter.MaxFilter(RIM)), grey)
    without_rim = Image.composite(Image.new("L", grey.size, 255), grey, rim)
    return Image.composite(letters, without_rim, _full(dark.filter(ImageFilter.MinFilter(3)), grey))


def _dark(small: Image.Image, around: int) -> Image.Image:
    """White where the paper is dark, looking past what is smaller than half of `around`."""
    paper = small.filter(ImageFilter.MedianFilter(around))
    return paper.point([255 if light < DARK_PAPER else 0 for light in range(256)])


def _full(fields: Image.Image, grey: Image.Image) -> Image.Image:
    return fields.resize(grey.size, Image.Resampling.NEAREST)
