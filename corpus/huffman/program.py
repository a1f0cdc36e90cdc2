"""Huffman's code: a heap of trees by weight, a code for each character, and a text that is packed and unpacked."""


class Leaf:
    def __init__(self, weight, character):
        self.weight = weight
        self.character = character

    def codes(self, prefix, found):
        found[self.character] = prefix or "0"


class Fork:
    def __init__(self, left, right):
        self.weight = left.weight + right.weight
        self.left = left
        self.right = right

    def codes(self, prefix, found):
        self.left.codes(prefix + "0", found)
        self.right.codes(prefix + "1", found)


class Heap:
    def __init__(self):
        self.trees = []

    def __len__(self):
        return len(self.trees)

    def push(self, tree):
        trees = self.trees
        place = len(trees)
        trees.append(tree)
        while place and tree.weight < trees[(place - 1) // 2].weight:
            trees[place] = trees[(place - 1) // 2]
            place = (place - 1) // 2
        trees[place] = tree

    def pop(self):
        trees = self.trees
        last = trees.pop()
        if not trees:
            return last
        lightest = trees[0]
        place = 0
        while 2 * place + 1 < len(trees):
            child = 2 * place + 1
            if child + 1 < len(trees) and trees[child + 1].weight < trees[child].weight:
                child += 1
            if trees[child].weight >= last.weight:
                break
            trees[place] = trees[child]
            place = child
        trees[place] = last
        return lightest


def tree_of(text):
    weights = {}
    for character in text:
        weights[character] = weights.get(character, 0) + 1
    heap = Heap()
    for character, weight in sorted(weights.items()):
        heap.push(Leaf(weight, character))
    while len(heap) > 1:
        heap.push(Fork(heap.pop(), heap.pop()))
    return heap.pop()


def packed(text, codes):
    """The bits of a text as one number behind a leading 1."""
    bits = 1
    for character in text:
        for bit in codes[character]:
            bits = bits << 1 | (bit == "1")
    return bits


def unpacked(bits, tree):
    found = []
    node = tree
    for place in range(bits.bit_length() - 2, -1, -1):
        node = node.right if bits >> place & 1 else node.left
        if isinstance(node, Leaf):
            found.append(node.character)
            node = tree
    return "".join(found)


def run(rounds):
    shown = ""
    bits = 0
    for i in range(rounds):
        words = ["tide", "harbour", "crane", "boat", "quay", "rope", "buoy"]
        text = " ".join([words[(i + j * j) % 7] for j in range(10 + i % 5)])
        tree = tree_of(text)
        codes = {}
        tree.codes("", codes)
        number = packed(text, codes)
        if unpacked(number, tree) != text:
            raise ValueError(text)
        bits += number.bit_length() - 1
        shown = " ".join([f"{character}={code}" for character, code in sorted(codes.items())])
    return bits, shown


ARGS = (24,)
QUICK_ARGS = (3,)
