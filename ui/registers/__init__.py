"""Registers and lists: the day's list, the tracking register, the number ledger, checking a slip."""
