"""Planets under gravity: float attributes of lists, stepped with a fixed time step."""

import math

PI = 3.141592653589793
SOLAR_MASS = 4 * PI * PI
DAYS = 365.24

# Position, velocity (per day) and mass (of the sun) of the sun and the giant planets.
PLANETS = [
    (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0),
    (
        4.84143144246472, -1.16032004402743, -0.10362204447112,
        0.00166007664274, 0.00769901118419, -0.00006904600170,
        0.00095479193842,
    ),
    (
        8.34336671824458, 4.12479856412430, -0.40352341711432,
        -0.00276742510726, 0.00499852801235, 0.00002304172975,
        0.00028588598067,
    ),
    (
        12.8943695621391, -15.1111514016986, -0.22330757889266,
        0.00296460137565, 0.00237847173959, -0.00002965895685,
        0.00004366244043,
    ),
    (
        15.3796971148509, -25.9193146099879, 0.17925877295037,
        0.00268067772490, 0.00162824170038, -0.00009515922545,
        0.00005151389020,
    ),
]


def make_bodies():
    bodies = []
    for x, y, z, vx, vy, vz, mass in PLANETS:
        bodies.append([x, y, z, vx * DAYS, vy * DAYS, vz * DAYS, mass * SOLAR_MASS])
    return bodies


def offset_momentum(bodies):
    px = py = pz = 0.0
    for body in bodies:
        px += body[3] * body[6]
        py += body[4] * body[6]
        pz += body[5] * body[6]
    sun = bodies[0]
    sun[3] = -px / SOLAR_MASS
    sun[4] = -py / SOLAR_MASS
    sun[5] = -pz / SOLAR_MASS


def advance(bodies, dt):
    count = len(bodies)
    for i in range(count):
        a = bodies[i]
        for j in range(i + 1, count):
            b = bodies[j]
            dx = a[0] - b[0]
            dy = a[1] - b[1]
            dz = a[2] - b[2]
            square = dx * dx + dy * dy + dz * dz
            factor = dt / (square * math.sqrt(square))
            a[3] -= dx * b[6] * factor
            a[4] -= dy * b[6] * factor
            a[5] -= dz * b[6] * factor
            b[3] += dx * a[6] * factor
            b[4] += dy * a[6] * factor
            b[5] += dz * a[6] * factor
    for body in bodies:
        body[0] += dt * body[3]
        body[1] += dt * body[4]
        body[2] += dt * body[5]


def energy(bodies):
    total = 0.0
    for i in range(len(bodies)):
        a = bodies[i]
        total += 0.5 * a[6] * (a[3] * a[3] + a[4] * a[4] + a[5] * a[5])
        for j in range(i + 1, len(bodies)):
            b = bodies[j]
            dx = a[0] - b[0]
            dy = a[1] - b[1]
            dz = a[2] - b[2]
            total -= a[6] * b[6] / math.sqrt(dx * dx + dy * dy + dz * dz)
    return total


def run(steps):
    bodies = make_bodies()
    offset_momentum(bodies)
    for _ in range(steps):
        advance(bodies, 0.01)
    return energy(bodies)


ARGS = (1_200,)
QUICK_ARGS = (120,)
