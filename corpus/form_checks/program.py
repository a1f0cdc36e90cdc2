"""Forms are checked by a tree of fields; each error knows its path, and all of a form's errors are told together."""


class Invalid(ValueError):
    def __init__(self, path, reason):
        super().__init__(f"{path}: {reason}")
        self.path = path


class Path:
    def __init__(self):
        self.parts = []

    def text(self):
        return "/".join(self.parts)


class Field:
    def check(self, value, path, errors):
        """The value as the program uses it. Errors are collected; `Invalid` ends the check of this field."""
        return value


class Number(Field):
    def __init__(self, low, high):
        self.low = low
        self.high = high

    def check(self, value, path, errors):
        try:
            number = int(value)
        except ValueError:
            raise Invalid(path.text(), f"{value} is no number") from None
        if not self.low <= number <= self.high:
            raise Invalid(path.text(), f"{number} is not in {self.low}..{self.high}")
        return number


class Text(Field):
    def __init__(self, limit):
        self.limit = limit

    def check(self, value, path, errors):
        if not value:
            raise Invalid(path.text(), "is empty")
        if len(value) > self.limit:
            errors.append(Invalid(path.text(), f"has more than {self.limit} characters"))
            value = value[: self.limit]
        return value.strip().lower()


class Email(Text):
    def check(self, value, path, errors):
        value = super().check(value, path, errors)
        name, at, host = value.partition("@")
        if not at or "." not in host:
            raise Invalid(path.text(), "is no address")
        return name, host


class Many(Field):
    def __init__(self, field):
        self.field = field

    def check(self, value, path, errors):
        checked = []
        for number, item in enumerate(value):
            path.parts.append(str(number))
            try:
                checked.append(self.field.check(item, path, errors))
            except Invalid as error:
                errors.append(error)
            finally:
                path.parts.pop()
        return checked


class Form(Field):
    def __init__(self, fields):
        self.fields = fields

    def check(self, value, path, errors):
        checked = {}
        for name, field in self.fields.items():
            path.parts.append(name)
            try:
                checked[name] = field.check(value[name], path, errors)
            except KeyError:
                errors.append(Invalid(path.text(), "is missing"))
            except Invalid as error:
                errors.append(error)
            finally:
                path.parts.pop()
        return checked


def forms(count):
    names = ["Ada", "Bea", "", "Cyd of the long house"]
    for i in range(count):
        berths = [{"dock": f"D{i % 4}", "length": str(i * 7 % 50)}, {"dock": "E", "length": "x" * (i % 3)}]
        form = {"name": names[i % 4], "mail": f"m{i}@quay{'.' * (i % 3)}example", "berths": berths[: 1 + i % 2]}
        if i % 5 == 0:
            del form["mail"]
        yield form


def run(count):
    berth = Form({"dock": Text(2), "length": Number(3, 40)})
    form = Form({"name": Text(12), "mail": Email(30), "berths": Many(berth)})
    good = length = 0
    reasons = {}
    for given in forms(count):
        errors = []
        path = Path()
        checked = form.check(given, path, errors)
        if not errors:
            good += 1
            length += sum([each["length"] for each in checked["berths"]])
        for error in errors:
            text = str(error)
            reasons[error.path] = reasons.get(error.path, 0) + len(text)
        length += len(path.parts)
    return good, length, sorted(reasons.items())


ARGS = (240,)
QUICK_ARGS = (24,)
