"""Openings that are about the same thing: tf-idf of words and word pairs, average linkage, and groups kept over nights.

A group holds what resembles its members on average: two openings of a group share SIMILAR of their weight (cosine), on
average over all pairs (UPGMA), so the number of groups need not be known. An opening belongs to a known group when it
is as near to its centre as members of such a group are: cosine at least √SIMILAR. Everything else stays without one.
Measured beside character n-grams, reduced spaces and a neural encoder by tests/bench/found_topics.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import csr_array
from scipy.spatial.distance import squareform

SIMILAR: Final = 0.07
FEWEST_OPENINGS: Final = 3  # of a word that counts
NOBODY: Final = -1
AT_ONCE: Final = 3_000  # that are held against one another, all with all
_CUT_AT_ONCE: Final = 1_000
_ROWS: Final = 5_000
_MOST_ROUNDS: Final = 20

Groups = NDArray[np.int64]


def vectors(openings: Sequence[Sequence[str]]) -> csr_array:
    """tf-idf of words and pairs of neighbours, float64 [openings, terms], of length 1; an opening without any is 0."""
    counted = [Counter(terms_of(words)) for words in openings]
    found = Counter(term for terms in counted for term in terms)
    column = {term: n for n, term in enumerate(sorted(t for t, c in found.items() if c >= FEWEST_OPENINGS))}
    rarity = np.log1p(len(openings) / np.array([found[term] for term in column], dtype=np.float64))
    rows = [
        [(column[term], count) for term, count in sorted(terms.items()) if term in column]
        for terms in counted
    ]
    ends = np.cumsum([0, *map(len, rows)])
    places = np.array([place for row in rows for place, _ in row], dtype=np.int64)
    counts = np.array([count for row in rows for _, count in row], dtype=np.float64)
    found_vectors = csr_array(
        ((1 + np.log(counts)) * rarity[places], places, ends), shape=(len(rows), len(column))
    )
    return _unit(found_vectors)


def terms_of(words: Sequence[str]) -> list[str]:
    """The words and the pairs of neighbours.

    >>> terms_of(["late", "parcel"])
    ['late', 'parcel', 'late parcel']
    """
    return [*words, *(f"{first} {second}" for first, second in pairwise(words))]


def follow(seen: csr_array, before: Groups, smallest: int) -> Groups:
    """The group of each opening, int [openings], NOBODY for none; `before` says so of what was grouped earlier.

    Members stay. Groups that fell below `smallest` are given up, groups that fell into parts are cut, where the largest
    part keeps the number, and of two that became alike the larger takes the other in.
    What is in none joins the nearest group, or makes new ones, numbered on. With nothing new, nothing changes.
    """
    groups = before.copy()
    following = int(before.max(initial=NOBODY)) + 1
    whole: set[bytes] = set()
    for _ in range(_MOST_ROUNDS):
        was = groups.copy()
        groups = _without_small(groups, smallest)
        groups, following = _cut(seen, groups, smallest, following, whole)
        groups = _merged(seen, groups)
        groups = _joined(seen, groups)
        groups, following = _with_new(seen, groups, smallest, following)
        if np.array_equal(was, groups):
            break
    return groups


def similarities(seen: csr_array, groups: Groups) -> NDArray[np.float64]:
    """The cosine of each opening with the centre of its group, float64 [openings]; 0 for those in none."""
    names, means = _means(seen, groups)
    found = np.zeros(len(groups))
    members = np.flatnonzero(groups >= 0)
    if len(members):
        centres = _unit(means)
        own = centres[np.searchsorted(names, groups[members])]
        found[members] = seen[members].multiply(own).sum(axis=1)
    return found


def _unit(rows: csr_array) -> csr_array:
    lengths = np.sqrt(rows.multiply(rows).sum(axis=1))
    scale = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    scaled: csr_array = csr_array(
        (rows.data * np.repeat(scale, np.diff(rows.indptr)), rows.indices, rows.indptr), shape=rows.shape
    )
    return scaled


def _means(seen: csr_array, groups: Groups) -> tuple[Groups, csr_array]:
    """The numbers of the groups in order, and the mean of the members of each."""
    members = np.flatnonzero(groups >= 0)
    names, place, sizes = np.unique(groups[members], return_inverse=True, return_counts=True)
    share = csr_array((1 / sizes[place], (place, members)), shape=(len(names), seen.shape[0]))
    return names, csr_array(share @ seen)


def _without_small(groups: Groups, smallest: int) -> Groups:
    names, sizes = np.unique(groups, return_counts=True)
    return np.where(np.isin(groups, names[sizes < smallest]), NOBODY, groups)


def _cut(
    seen: csr_array, groups: Groups, smallest: int, following: int, whole: set[bytes]
) -> tuple[Groups, int]:
    """Groups whose parts are less than half as alike as a group must be; the largest part keeps the number.

    Parts from `smallest` on become groups, numbered from `following` on; what was not looked at belongs to none.
    whole: the looks of groups that did not fall apart; added to, so that nobody looks twice.
    """
    for name in np.unique(groups[groups >= 0]).tolist():
        members = np.flatnonzero(groups == name)
        looked_at = members[:_CUT_AT_ONCE]
        if looked_at.tobytes() in whole:
            continue
        parts = _parts(seen[looked_at], SIMILAR / 2)
        sizes = np.bincount(parts)
        leaving = np.flatnonzero(sizes >= smallest * len(looked_at) / len(members))
        leaving = leaving[leaving != sizes.argmax()]
        if not len(leaving):
            whole.add(looked_at.tobytes())
        else:
            groups[members[_CUT_AT_ONCE:]] = NOBODY
        for part in leaving.tolist():
            groups[looked_at[parts == part]] = following
            following += 1
    return groups, following


def _merged(seen: csr_array, groups: Groups) -> Groups:
    """Of two groups whose members are clearly alike on average, the larger takes the other in; the most alike pair first."""
    names, means = _means(seen, groups)
    if len(names) < 2:
        return groups
    alike = (means @ means.T).tocoo()
    sizes = dict(zip(*np.unique(groups, return_counts=True), strict=True))
    pairs = sorted(
        (-value, int(names[first]), int(names[second]))
        for first, second, value in zip(alike.row, alike.col, alike.data, strict=True)
        if first < second and value >= 1.5 * SIMILAR
    )
    touched: set[int] = set()
    for _, first, second in pairs:
        if not {first, second} & touched:
            touched |= {first, second}
            groups[groups == max((first, second), key=lambda name: (-sizes[name], name))] = min(
                (first, second), key=lambda name: (-sizes[name], name)
            )
    return groups


def _joined(seen: csr_array, groups: Groups) -> Groups:
    """What is in no group, in the nearest one that is near enough; of two as near, the one with the lower number."""
    names, means = _means(seen, groups)
    rest = np.flatnonzero(groups < 0)
    if not len(names):
        return groups
    centres = csr_array(_unit(means).T)
    for start in range(0, len(rest), _ROWS):
        part = rest[start : start + _ROWS]
        near = (seen[part] @ centres).toarray()
        nearest = near.argmax(axis=1)
        enough = near[np.arange(len(part)), nearest] >= np.sqrt(SIMILAR)
        groups[part[enough]] = names[nearest[enough]]
    return groups


def _with_new(seen: csr_array, groups: Groups, smallest: int, following: int) -> tuple[Groups, int]:
    """New groups among what is in none, with all that joins them, numbered from `following` on."""
    rest = np.flatnonzero((groups < 0) & (np.diff(seen.indptr) > 0))
    looked_at = rest[:AT_ONCE]
    if len(looked_at) < 2:
        return groups, following
    parts = _parts(seen[looked_at])
    sizes = np.bincount(parts)
    wanted = max(2, smallest * len(looked_at) / len(rest))
    fresh = groups.copy()
    for part in np.flatnonzero(sizes >= wanted):
        fresh[looked_at[parts == part]] = following
        following += 1
    old = groups >= 0
    fresh[old] = NOBODY
    fresh = _without_small(_joined_new(seen, fresh, rest), smallest)
    return np.where(old, groups, fresh), following


def _joined_new(seen: csr_array, fresh: Groups, rest: Groups) -> Groups:
    """The new groups with all of `rest` that is near enough to them."""
    joined = fresh.copy()
    joined[rest] = _joined(seen[rest], fresh[rest])
    return joined


def _parts(seen: csr_array, similar: float = SIMILAR) -> Groups:
    """The parts, from 0, that average linkage leaves when it stops at `similar`."""
    if seen.shape[0] < 2:
        return np.zeros(seen.shape[0], dtype=np.int64)
    apart = 1 - (seen @ seen.T).toarray()
    np.fill_diagonal(apart, 0)
    tree = linkage(squareform(np.clip(apart, 0, 1), checks=False), "average")
    return np.asarray(fcluster(tree, 1 - similar, "distance") - 1, dtype=np.int64)
