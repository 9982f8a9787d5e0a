"""``python -m impactlib`` is the command ``impact``."""

from impactlib.cli import main

if __name__ == "__main__":
    main()
