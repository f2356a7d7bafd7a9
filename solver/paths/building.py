"""Inner loops that build graphs, compiled where numba is there; called as they stand they are plain Python and say the same.

Whole numbers alone, so that every machine gets the same. No array is set anew in an inner loop: it would be counted each time.
"""

# A whole number read from an array and one counted here are the same to the compiled loops:
# mypy: disable-error-code="assignment"

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Small = NDArray[np.int32]

SAFE = -(2**62)
"""The value of a sum that no longer can leave its limits."""


def multiply(
    day: int,
    options: int,
    most: int,
    states: NDArray[np.uint32],
    onward: NDArray[np.uint32],
    label: NDArray[np.uint32],
    nowhere: int,
    label_option: Small,
    label_costs: Ints,
    first: Ints,
    last: Ints,
    layer: Ints,
    begins: Ints,
    begins_at: Ints,
    following: Small,
    following_at: Ints,
    cost: Ints,
    cost_at: Ints,
) -> tuple[int, Small, Small, Small, NDArray[np.uint32], Small, Ints]:
    """A day of a product: how many states come after it (more than `most`: it was given up), its arcs (source, label, target)
    in the order of their sources and options, the states after it, its labels (option, costs).

    A state is a row: the node of the graph so far, and a state for each part alive on the day before. `onward` and `label` are
    the table of that graph as `spread` makes it (empty: there is none yet). Of each part `first` and `last` are its days; its
    table of a day begins in `following` at `following_at` plus what `begins` says from `begins_at` on, likewise in `cost`.
    """
    parts, layers = len(first), label_costs.shape[1]
    column = np.zeros(parts + 1, dtype=np.int64)
    table = np.zeros(parts + 1, dtype=np.int64)
    price = np.zeros(parts + 1, dtype=np.int64)
    paying = np.full(parts + 1, -1, dtype=np.int64)
    width, before, soft = 1, 0, False
    for part in range(parts):
        carried = first[part] < day and day <= last[part] + 1
        if carried:
            before += 1
        if first[part] <= day and day <= last[part]:
            begin = begins[begins_at[part] + day - first[part]]
            column[width] = before if carried else 0
            table[width] = following_at[part] + begin
            price[width] = cost_at[part] + begin
            paying[width] = layer[part]
            soft = soft or layer[part] >= 0
            width += 1
    count, nodes = len(states), len(onward) // options
    room = count * options
    source = np.empty(room, dtype=np.int32)
    mark = np.empty(room, dtype=np.int32)
    target = np.empty(room, dtype=np.int32)
    arcs = found = kinds = 0
    # Nothing grows in the loop: an array that is set anew there is counted at every turn.
    size = 64
    while size < 2 * min(room, most + 1):
        size *= 2
    rows = np.empty((min(room, most + 1), width), dtype=np.uint32)
    seals = np.empty(len(rows), dtype=np.int64)
    slots = np.full(size, -1, dtype=np.int32)
    size = 1
    while soft and size < 2 * room:
        size *= 2
    kind_option = np.empty(room if soft else 0, dtype=np.int32)
    kind_costs = np.empty((len(kind_option), layers), dtype=np.int64)
    kind_seals = np.empty(len(kind_option), dtype=np.int64)
    kind_slots = np.full(size, -1, dtype=np.int32)
    row = np.empty(width, dtype=np.uint32)
    spot = np.zeros(width, dtype=np.int64)
    factor = np.empty(width, dtype=np.int64)  # of 15 bits: no sum of a row leaves 63
    factor[0] = 1
    for place in range(1, width):
        factor[place] = (factor[place - 1] * 20021 + 12345) & 0x7FFF | 1
    spent = np.empty(layers, dtype=np.int64)
    for state in range(count):
        if found > most:
            break
        for place in range(1, width):
            own = 0
            if column[place] > 0:
                own = np.int64(states[state, column[place]])
            spot[place] = own * options
        for option in range(options):
            kind = option
            row[0] = 0
            if nodes > 0:
                at = option * nodes + np.int64(states[state, 0])
                if onward[at] == nowhere:
                    continue
                row[0] = onward[at]
                kind = np.int64(label[at])
            seal = np.int64(row[0]) * 7919
            place = 1
            while place < width:
                then = np.int64(following[table[place] + spot[place] + option])
                if then < 0:
                    break
                row[place] = then
                seal += then * factor[place]
                place += 1
            if place < width:
                continue
            seal = ((seal ^ (seal >> 31)) & 0x7FFFFFFF) * 0x45D9F3B & 0x7FFFFFFF
            seal = (seal ^ (seal >> 16)) * 0x45D9F3B & 0x7FFFFFFF
            if soft:
                for k in range(layers):
                    spent[k] = label_costs[kind, k]
                own = option
                for place in range(1, width):
                    if paying[place] >= 0:
                        spent[paying[place]] += cost[price[place] + spot[place] + option]
                for k in range(layers):
                    own = ((own ^ (own >> 15)) * 1000003 + (np.int64(spent[k]) & 0xFFFFFFFF)) & 0x7FFFFFFF
                slot = (own ^ (own >> 13)) & (len(kind_slots) - 1)
                while True:
                    kind = np.int64(kind_slots[slot])
                    if kind < 0:
                        break
                    if kind_seals[kind] == own and kind_option[kind] == option:
                        same = True
                        for k in range(layers):
                            same = same and kind_costs[kind, k] == spent[k]
                        if same:
                            break
                    slot = (slot + 1) & (len(kind_slots) - 1)
                if kind < 0:
                    kind = kinds
                    kind_option[kind] = option
                    kind_seals[kind] = own
                    for k in range(layers):
                        kind_costs[kind, k] = spent[k]
                    kind_slots[slot] = kind
                    kinds += 1
            slot = (seal ^ (seal >> 16)) & (len(slots) - 1)
            while True:
                known = np.int64(slots[slot])
                if known < 0:
                    break
                if seals[known] == seal:
                    place = 0
                    while place < width and rows[known, place] == row[place]:
                        place += 1
                    if place == width:
                        break
                slot = (slot + 1) & (len(slots) - 1)
            if known < 0:
                known = found
                found += 1
                if found > most:
                    break
                for place in range(width):
                    rows[known, place] = row[place]
                seals[known] = seal
                slots[slot] = known
            source[arcs] = state
            mark[arcs] = kind
            target[arcs] = known
            arcs += 1
    return (
        found,
        source[:arcs].copy(),
        mark[:arcs].copy(),
        target[:arcs].copy(),
        rows[:found].copy(),
        kind_option[:kinds].copy() if soft else label_option.copy(),
        kind_costs[:kinds].copy() if soft else label_costs.copy(),
    )


def merge(
    source: Small, label: Small, target: Small, nodes: int, ahead: Small, sizes_ahead: int, option: Small, costs: Ints
) -> tuple[int, Small, Small, Small, Small, Small, Small, Ints]:
    """A day made as small as it gets: how many nodes it has then, the new number of each node (-1: dropped), and the layer.

    `ahead` are the new numbers of the nodes of the next day, of which there are `sizes_ahead`. The arcs come in the order of
    their sources; nodes whose arcs bear the same labels to the same nodes become one.
    """
    begin = np.zeros(nodes + 1, dtype=np.int64)
    mine = np.empty(len(source), dtype=np.int32)
    there = np.empty(len(source), dtype=np.int32)
    live = node = 0
    for arc in range(len(source)):
        while node < source[arc]:
            node += 1
            begin[node] = live
        if ahead[target[arc]] >= 0:
            mine[live] = label[arc]
            there[live] = ahead[target[arc]]
            live += 1
    while node < nodes:
        node += 1
        begin[node] = live
    size = 64
    while size < 2 * nodes:
        size *= 2
    slots = np.full(size, -1, dtype=np.int32)
    number = np.full(nodes, -1, dtype=np.int32)
    chief = np.empty(nodes, dtype=np.int64)
    seals = np.empty(nodes, dtype=np.int64)
    kinds = 0
    for node in range(nodes):
        start, stop = begin[node], begin[node + 1]
        if start == stop:
            continue
        seal = np.int64(0)
        for arc in range(start, stop):
            seal = ((seal ^ (seal >> 15)) * 1000003 + np.int64(mine[arc])) & 0x7FFFFFFF
            seal = ((seal ^ (seal >> 15)) * 1000003 + np.int64(there[arc])) & 0x7FFFFFFF
        slot = (seal ^ (seal >> 13)) & (size - 1)
        while True:
            kind = np.int64(slots[slot])
            if kind < 0:
                break
            other = begin[chief[kind]]
            if seals[kind] == seal and begin[chief[kind] + 1] - other == stop - start:
                arc, back = start, other - start
                while arc < stop and mine[arc] == mine[arc + back] and there[arc] == there[arc + back]:
                    arc += 1
                if arc == stop:
                    break
            slot = (slot + 1) & (size - 1)
        if kind < 0:
            kind = kinds
            slots[slot] = kind
            chief[kind] = node
            seals[kind] = seal
            kinds += 1
        number[node] = kind
    starts = np.zeros(sizes_ahead + 1, dtype=np.int32)
    for kind in range(kinds):
        for arc in range(begin[chief[kind]], begin[chief[kind] + 1]):
            starts[there[arc] + 1] += 1
    for node in range(sizes_ahead):
        starts[node + 1] += starts[node]
    arcs = np.int64(starts[sizes_ahead])
    free = starts.copy()
    new_source = np.empty(arcs, dtype=np.int32)
    new_label = np.empty(arcs, dtype=np.int32)
    new_target = np.empty(arcs, dtype=np.int32)
    for kind in range(kinds):
        for arc in range(begin[chief[kind]], begin[chief[kind] + 1]):
            at = np.int64(free[there[arc]])
            free[there[arc]] += 1
            new_source[at] = kind
            new_label[at] = mine[arc]
            new_target[at] = there[arc]
    known = np.full(len(option), -1, dtype=np.int32)
    new_option = np.empty(len(option), dtype=np.int32)
    new_costs = np.empty(costs.shape, dtype=np.int64)
    labels = 0
    for arc in range(arcs):
        old = np.int64(new_label[arc])
        if known[old] < 0:
            known[old] = labels
            new_option[labels] = option[old]
            new_costs[labels] = costs[old]
            labels += 1
        new_label[arc] = known[old]
    return (
        kinds,
        number,
        new_source,
        new_label,
        new_target,
        starts[:sizes_ahead].copy(),
        new_option[:labels].copy(),
        new_costs[:labels].copy(),
    )


def sum_tables(
    start: int, options: Ints, amounts: Ints, most: Ints, least: Ints, low: int, high: int, weight: int, last: bool
) -> tuple[Ints, Small, Ints]:
    """A sum as tables (`Explored`): where each begins, the next states, the amounts charged.

    `start` is its value before the first day, `SAFE` where it cannot leave its limits. `options` says by day how many choices
    there are, `amounts` what each adds; `most` and `least` what the later days can still add. A `weight` of 0 is a hard sum's.
    `last`: on its last day it ends.
    """
    days = len(options)
    begins = np.zeros(days + 1, dtype=np.int64)
    values = np.empty(1, dtype=np.int64)
    values[0] = start
    following = np.empty(256, dtype=np.int32)
    cost = np.empty(256, dtype=np.int64)
    read = 0
    for day in range(days):
        count, width = len(values), options[day]
        size = 4
        while size < 2 * count * width:
            size *= 2
        slots = np.full(size, -1, dtype=np.int32)
        after = np.empty(count * width, dtype=np.int64)
        begin = begins[day]
        begins[day + 1] = begin + count * width
        if begins[day + 1] > len(following):
            wider, dearer = np.empty(2 * begins[day + 1], dtype=np.int32), np.empty(2 * begins[day + 1], dtype=np.int64)
            wider[:begin], dearer[:begin] = following[:begin], cost[:begin]
            following, cost = wider, dearer
        here, paid = following[begin : begins[day + 1]], cost[begin : begins[day + 1]]
        here[:] = -1
        paid[:] = 0
        ends = last and day == days - 1
        found = 0
        for at in range(count * width):
            value = values[at // width]
            if value != SAFE:
                value += amounts[read + at % width]
                amount = max(0, value + least[day] - high) + max(0, low - value - most[day])
                value += max(0, low - value - most[day]) - max(0, value + least[day] - high)
                if amount > 0 and weight == 0:
                    continue
                paid[at] = amount * weight
                if value + most[day] <= high and value + least[day] >= low:
                    value = SAFE
            if ends:
                here[at] = 0
                continue
            slot = ((value & 0x7FFFFFFF) * 0x45D9F3B >> 16) & (size - 1)
            while slots[slot] >= 0 and after[slots[slot]] != value:
                slot = (slot + 1) & (size - 1)
            if slots[slot] < 0:
                slots[slot] = found
                after[found] = value
                found += 1
            here[at] = slots[slot]
        read += width
        values = after[:found]
    return begins, following[: begins[days]].copy(), cost[: begins[days]].copy()


SIGNATURES: dict[str, str | list[str]] = {
    "multiply": (
        "Tuple((int64, int32[::1], int32[::1], int32[::1], uint32[:,::1], int32[::1], int64[:,::1]))"
        "(int64, int64, int64, uint32[:,::1], uint32[::1], uint32[::1], int64, int32[::1], int64[:,::1], int64[::1],"
        " int64[::1], int64[::1], int64[::1], int64[::1], int32[::1], int64[::1], int64[::1], int64[::1])"
    ),
    "merge": (
        "Tuple((int64, int32[::1], int32[::1], int32[::1], int32[::1], int32[::1], int32[::1], int64[:,::1]))"
        "(int32[::1], int32[::1], int32[::1], int64, int32[::1], int64, int32[::1], int64[:,::1])"
    ),
    "sum_tables": (
        "Tuple((int64[::1], int32[::1], int64[::1]))"
        "(int64, int64[::1], int64[::1], int64[::1], int64[::1], int64, int64, int64, boolean)"
    ),
}
"""What each loop is compiled for."""
