"""The dicts of objects' attributes: `value.__dict__` and `vars(value)`."""


class Options:
    kind = "options"

    def __init__(self, **given):
        self.size, self.name = 1, "n"
        self.__dict__.update(given)

    def describe(self):
        return ", ".join(f"{key}={value}" for key, value in self.__dict__.items())

    def copy(self):
        other = Options()
        other.__dict__.update(self.__dict__)
        return other

    def __eq__(self, other):
        return self.__dict__ == other.__dict__

    def __getitem__(self, name):
        return self.__dict__[name]

    def __setitem__(self, name, value):
        self.__dict__[name] = value


class Derived(Options):
    def __init__(self, i):
        super().__init__(size=i)
        self.extra = i


def run(n):
    found = []
    for i in range(n):
        options, derived = Options(name=f"o{i}", depth=i), Derived(i)
        found.append([options.describe(), derived.describe(), options.copy() == options, options.copy() == derived])
        found.append([dict(vars(options)), dict(derived.__dict__), sorted(vars(derived)), len(options.__dict__)])
        options["size"] = i + 10
        options.__dict__["size"] += 1
        found.append([options["size"], options.size, "size" in options.__dict__, "kind" in options.__dict__])
        try:
            found.append(options["kind"])
        except KeyError as error:
            found.append(str(error))
        attributes = derived.__dict__
        derived.size = 99
        found.append([attributes["size"], attributes.get("none", 0), list(attributes), attributes.pop("extra"), len(attributes)])
        attributes["extra"] = 3
        found.append([derived.extra, attributes.setdefault("extra", 5), [*attributes.items()], {**vars(derived)}])
        del derived.__dict__["extra"]
        found.append([hasattr(derived, "extra"), f"{vars(derived)}", Options(**options.__dict__).describe()])
        for name, value in vars(options).items():
            if isinstance(value, int):
                setattr(options, name, value * 2)
        found.append(options.describe())
    return found[:40], len(repr(found))


ARGS = (8,)
QUICK_ARGS = (2,)
