"""What a generator becomes that is a context manager, or the decorator of a function, in Python.

`hosted_modules.py` defines it in a program that names it, like what is in `hosted_standard.py`.
"""


class hosted_GeneratorManager:
    def __init__(self, function, args, kwargs):
        self.generator = function(*args, **kwargs)
        self.function, self.args, self.kwargs = function, args, kwargs

    def __call__(self, decorated):
        self.generator = None

        def call(*args, **kwargs):
            # Each call has a generator of its own.
            with hosted_GeneratorManager(self.function, self.args, self.kwargs):
                return decorated(*args, **kwargs)

        call.__name__, call.__qualname__ = decorated.__name__, decorated.__qualname__
        call.__wrapped__ = decorated
        return call

    def __enter__(self):
        found = next(self.generator, self)
        if found is self:
            raise RuntimeError("generator didn't yield")
        return found

    def __exit__(self, kind, value, traceback):
        if kind is None:
            if next(self.generator, self) is not self:
                raise RuntimeError("generator didn't stop")
            return False
        hosted_thrown.append(value)
        try:
            found = next(self.generator, self)
        except BaseException as error:
            if error is not value:
                raise
            return False
        if hosted_thrown:
            # It waits in what has another decorator, or in another generator.
            hosted_thrown.clear()
            raise NotImplementedError("throw")
        if found is not self:
            raise RuntimeError("generator didn't stop after throw()")
        return True


def hosted_contextmanager(function):
    def make(*args, **kwargs):
        return hosted_GeneratorManager(function, args, kwargs)

    return make
