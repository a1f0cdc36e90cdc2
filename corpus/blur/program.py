"""A picture in an array is blurred by a kernel of weights, row by row, then column by column."""

from array import array


def picture(width, height):
    pixels = array("d", [0.0]) * (width * height)
    seed = 1
    for place in range(width * height):
        seed = (seed * 1103515245 + 12345) % 2147483648
        pixels[place] = (seed >> 16) % 256 / 255.0
    return pixels


def blurred(pixels, weights, width, height, step, across):
    made = array("d", [0.0]) * (width * height)
    for y in range(height):
        for x in range(width):
            place = y * width + x
            along = x if across else y
            limit = width if across else height
            total = 0.0
            for i in range(5):
                other = along + i - 2
                if other < 0:
                    other = 0
                elif other >= limit:
                    other = limit - 1
                total += weights[i] * pixels[place + (other - along) * step]
            made[place] = total
    return made


def run(width, height, rounds):
    pixels = picture(width, height)
    weights = array("d", [0.0625, 0.25, 0.375, 0.25, 0.0625])
    for _ in range(rounds):
        pixels = blurred(pixels, weights, width, height, 1, True)
        pixels = blurred(pixels, weights, width, height, width, False)
    lightest = max(pixels)
    darkest = min(pixels)
    return round(sum(pixels), 6), round(lightest - darkest, 9)


ARGS = (24, 18, 12)
QUICK_ARGS = (12, 9, 4)
