"""An accent color that can be read: any brand color is darkened or lightened until it holds enough contrast."""

import colorsys

Rgb = tuple[int, int, int]

LIGHT_PAPER: Rgb = (0xF4, 0xF2, 0xEE)  # the darkest ground of the light pages in daylight.css
DARK_PAPER: Rgb = (0x2B, 0x31, 0x37)  # the lightest ground of the dark pages
WHITE: Rgb = (0xFF, 0xFF, 0xFF)
INK: Rgb = (0x10, 0x14, 0x18)
_ENOUGH = 4.6  # WCAG 2.2, 1.4.3 asks for 4.5


def parse(text: str) -> Rgb:
    """`#rrggbb` as three numbers from 0 to 255."""
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def spell(color: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*color)


def luminance(color: Rgb) -> float:
    """Relative luminance from 0 to 1, WCAG 2.2."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (part / 255 for part in color)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Rgb, other: Rgb) -> float:
    """The contrast ratio of two colors, from 1 to 21, WCAG 2.2."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lightened(color: Rgb, by: float) -> Rgb:
    """The same hue, lighter (up to 1) or darker (down to -1)."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in color))
    red, green, blue = colorsys.hls_to_rgb(hue, min(1.0, max(0.0, lightness + by)), saturation)
    return round(red * 255), round(green * 255), round(blue * 255)


def readable(color: Rgb, ground: Rgb) -> Rgb:
    """The shade nearest to this color that can be read as text on the ground."""
    step = -0.01 if luminance(ground) > 0.5 else 0.01
    shades = (lightened(color, step * count) for count in range(101))
    return next(shade for shade in shades if contrast(shade, ground) >= _ENOUGH)


def stylesheet(color: str) -> str:
    """The custom properties that daylight.css takes its accent from, for light and dark pages."""
    accent = parse(color)
    light, dark = readable(accent, LIGHT_PAPER), readable(accent, DARK_PAPER)
    return (
        f':root:not([data-theme="dark"]){{--brand:{spell(light)};'
        f"--brand-strong:{spell(lightened(light, -0.08))};--brand-on:#ffffff}}\n"
        "@media only screen and (prefers-color-scheme:dark){:root:not([data-theme]){"
        f"--brand:{spell(dark)};--brand-strong:{spell(lightened(dark, 0.1))};--brand-on:{spell(INK)}}}}}\n"
    )
