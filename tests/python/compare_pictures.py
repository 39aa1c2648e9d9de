"""Compares the PNG of every sheet in a folder with its PDF as pdfium draws it at the same resolution.

Usage: compare_pictures.py OUT     OUT is the folder of a run; sheets are found at any depth.

Both are drawn by different programs, which smooth rims and letters each in its own way. They agree where

- sizes are the same to a pixel;
- of the pixels in the middle of seven by seven of one colour, all but one in 2 000 have that colour in the other, to 2 of 255;
- at most 4 % of all pixels are more than 32 of 255 apart, at most 1 % more than 96;
- no square of 48 by 48 pixels (4 mm) has a mean that is more than MEAN of 255 apart: a word, sign or line that is in one alone shows there.

Prints `N sheets, M problems`; fails where M > 0 or N = 0.
"""

import sys
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image

DPI = 300
SIDE = 48
MEAN = 12

Image.MAX_IMAGE_PIXELS = None


def pixels(image):
    return np.asarray(image.convert("RGB")).astype(np.int16)


def flat(picture):
    """Where the neighbours up to three pixels away along rows and columns have the same colour."""
    same = np.ones(picture.shape[:2], bool)
    for step in (1, 2, 3):
        for axis in (0, 1):
            for way in (step, -step):
                same &= (np.roll(picture, way, axis) == picture).all(axis=2)
    same[:4] = same[-4:] = False
    same[:, :4] = same[:, -4:] = False
    return same


def squares(picture):
    """Mean of each channel in each square."""
    rows, columns = picture.shape[0] // SIDE, picture.shape[1] // SIDE
    return picture[: rows * SIDE, : columns * SIDE].reshape(rows, SIDE, columns, SIDE, 3).mean(axis=(1, 3))


def compare(file):
    png = pixels(Image.open(file))
    page = pypdfium2.PdfDocument(file.with_suffix(".pdf"))[0]
    pdf = pixels(page.render(scale=DPI / 72).to_pil())
    if max(abs(a - b) for a, b in zip(png.shape, pdf.shape)) > 1:
        return [f"sizes {png.shape} and {pdf.shape}"]
    height, width = np.minimum(png.shape, pdf.shape)[:2]
    png, pdf = png[:height, :width], pdf[:height, :width]
    apart, middle = np.abs(png - pdf).max(axis=2), flat(png)
    off = (apart[middle] > 2).mean()
    far, very_far = (apart > 32).mean(), (apart > 96).mean()
    means = np.abs(squares(png) - squares(pdf)).max(axis=2)
    row, column = np.unravel_index(means.argmax(), means.shape)
    found = {
        f"{off:.3%} of the flat pixels": off > 1 / 2000,
        f"{far:.2%} of all pixels are more than 32 apart": far > 0.04,
        f"{very_far:.2%} of all pixels are more than 96 apart": very_far > 0.01,
        f"around pixel {column * SIDE}, {row * SIDE} means are {means.max():.0f} apart": means.max() > MEAN,
    }
    return [what for what, wrong in found.items() if wrong]


def main():
    files = sorted(file for file in Path(sys.argv[1]).rglob("*.png") if file.with_suffix(".pdf").exists())
    problems = [f"{file}: {what}" for file in files for what in compare(file)]
    print("\n".join(problems))
    print(f"{len(files)} sheets, {len(problems)} problems")
    sys.exit(bool(problems) or not files)


main()
