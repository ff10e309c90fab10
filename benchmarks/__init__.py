"""How fast the library is, always beside a reference measured in the same run: `python -m benchmarks`.

A machine's speed and load change from minute to minute, so what counts is a ratio of neighbours in time: ours and
the reference take turns, and the median of the turns is printed. Nothing here ever fails a build.
"""
