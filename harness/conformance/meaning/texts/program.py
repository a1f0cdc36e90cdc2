"""Case, classes and numbers of text that is not ASCII."""

WORDS = [
    "\u00dfx", "\ufb01ne", "\u0391\u03a3", "\u01c6", "\u03a3\u0391\u03a3 \u03a3", "\u0130stanbul",
    "stra\u00dfe", "\u0661\u0662", "\u00b2", "\u00bd", "\u3000", "\u01c5", "o'neill x", "\u1e9e",
]


def run(n):
    rows = []
    for _ in range(n):
        for word in WORDS:
            rows.append([word.capitalize(), word.lower(), word.upper(), word.title()])
            rows.append([word.swapcase(), word.casefold(), word.islower(), word.isupper()])
            rows.append([word.isdigit(), word.isdecimal(), word.isnumeric(), word.isalpha()])
            rows.append([word.isspace(), word.isalnum(), word.istitle(), word.isprintable()])
            rows.append([word.strip(), word.split(), repr(word), ascii(word)])
        rows.append([int("\u0661\u0662"), float("\uff11\uff0e5".replace("\uff0e", ".")), int(" 7\u2003")])
    return rows


ARGS = (4,)
QUICK_ARGS = (1,)
