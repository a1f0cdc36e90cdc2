"""A pendulum by Runge and Kutta's method: floats in tuples, math.sin, a function passed along."""

import math


def pendulum(angle, speed):
    return speed, -9.81 * math.sin(angle) - 0.1 * speed


def step(derivative, angle, speed, h):
    a1, s1 = derivative(angle, speed)
    a2, s2 = derivative(angle + 0.5 * h * a1, speed + 0.5 * h * s1)
    a3, s3 = derivative(angle + 0.5 * h * a2, speed + 0.5 * h * s2)
    a4, s4 = derivative(angle + h * a3, speed + h * s3)
    angle += h / 6.0 * (a1 + 2.0 * a2 + 2.0 * a3 + a4)
    speed += h / 6.0 * (s1 + 2.0 * s2 + 2.0 * s3 + s4)
    return angle, speed


def run(steps):
    angle = 1.2
    speed = 0.0
    highest = 0.0
    for _ in range(steps):
        angle, speed = step(pendulum, angle, speed, 0.001)
        if abs(speed) > highest:
            highest = abs(speed)
    return angle, speed, highest


ARGS = (9_000,)
QUICK_ARGS = (900,)
