"""Why a file is not kept."""


class Refused(Exception):
    """The words go after the file's name: "letter.docm holds macros, ..."."""
