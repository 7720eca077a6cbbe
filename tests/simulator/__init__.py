"""A commune in virtual time: three desks, a hub and the province, one seeded scheduler, every fault we can think of.

The desks are real SQLCipher databases, the servers real stores, the exchange the product's own code; only the line, the
clocks and the power are played. `python -m tests.simulator --seeds 10000` runs many and prints counts; a failing seed
replays exactly: `python -m tests.simulator --seed N --trace`.
"""
