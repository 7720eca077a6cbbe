"""`python -m commune_desk`: no arguments, the window; a verb, the command line."""

import sys

GUI_WORDS = ("--practice", "--language", "--large-print", "--startup-probe")


def main() -> int:
    """Open the window, or run a verb of the command line."""
    arguments = sys.argv[1:]
    rest = [
        word for at, word in enumerate(arguments) if at == 0 or arguments[at - 1] not in ("--profile", "--language")
    ]
    if all(word.startswith("-") for word in rest) and not {"-h", "--help"} & set(rest):
        from commune_desk.gui import main as open_window

        return open_window(arguments)
    from commune_desk.cli import main as run_verb

    return run_verb(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
