"""The Mandelbrot set over a grid: floats in nested loops with a long straight body."""


def mandelbrot(width, height, limit):
    total = 0
    for y in range(height):
        ci = 2.0 * y / height - 1.0
        for x in range(width):
            cr = 3.0 * x / width - 2.0
            zr = zi = 0.0
            i = 0
            while i < limit and zr * zr + zi * zi <= 4.0:
                zr, zi = zr * zr - zi * zi + cr, 2.0 * zr * zi + ci
                i += 1
            total += i
    return total


run = mandelbrot
ARGS = (60, 60, 50)
QUICK_ARGS = (20, 20, 40)
