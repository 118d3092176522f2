"""How far two words are apart, in typing mistakes."""

from __future__ import annotations


def distance(one: str, other: str, most: int) -> int | None:
    """Letters left out, added, changed or swapped with their neighbour between the two, or None beyond `most`.

    Optimal string alignment. Stops as soon as `most` is passed, which for most pairs is after a few letters.
    """
    if abs(len(one) - len(other)) > most:
        return None
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        before, last, row = row, before, [i]
        for j, counterpart in enumerate(other, start=1):
            away = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != counterpart))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == counterpart:
                away = min(away, last[j - 2] + 1)
            row.append(away)
        if min(row) > most:
            return None
    return row[-1] if row[-1] <= most else None
