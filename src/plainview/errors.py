"""The one error a person can act on. Everything else is an issue in a record, or a bug."""

from __future__ import annotations


class UserError(Exception):
    """Something the person at the keyboard can put right.

    Args:
        where: file, folder, option or row that is wrong, as the person would name it.
        problem: what is wrong with it, in one sentence.
        fix: what to do about it, in one sentence.
    """

    def __init__(self, where: str, problem: str, fix: str) -> None:
        super().__init__(where, problem, fix)
        self.where = where
        self.problem = problem
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}\nfix: {self.fix}"


class UserErrors(UserError):
    """Several mistakes, told all at once so that nobody has to run the command once per mistake."""

    def __init__(self, errors: list[UserError]) -> None:
        first = errors[0]
        super().__init__(first.where, first.problem, first.fix)
        self.errors = errors

    def __str__(self) -> str:
        return "\n".join(str(error) for error in self.errors)
