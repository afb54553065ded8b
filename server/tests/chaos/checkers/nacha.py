"""Reads files for a bank by Nacha's record layout, sharing nothing with the product that wrote them.

    python3 nacha.py FILE...

Checks every length, count, total and hash, that each batch's entries add up to its control and each file's batches to
the file's, that check digits hold, and that no trace number comes twice in all files together. Prints what each payee
gets, in cents, as JSON; says what is wrong and ends with 1 otherwise.
"""

import json
import sys

CREDITS = {"22", "23", "32", "33", "42", "52"}
PRENOTES = {"23", "33"}
DEBITS = {"27", "28", "37", "38", "47", "55"}


class Wrong(Exception):
    """What breaks a rule."""


def demand(holds, what):
    if not holds:
        raise Wrong(what)


def check_digit(eight):
    weighted = sum(int(digit) * weight for digit, weight in zip(eight, (3, 7, 1, 3, 7, 1, 3, 7)))
    return str(-weighted % 10)


def read(path, traces):
    """The entries of one file as (payee, cents, is a credit)."""
    text = open(path, "rb").read().decode("ascii")
    records = text.replace("\r\n", "\n").rstrip("\n").split("\n")
    demand(all(len(record) == 94 for record in records), "a record isn't 94 characters long")
    demand(len(records) % 10 == 0, f"{len(records)} records don't fill blocks of ten")
    demand(records[0][0] == "1" and records[0][34:37] == "094", "it doesn't begin with a file header")

    entries, header, batch, totals = [], None, None, None
    file = {"batches": 0, "count": 0, "hash": 0, "debits": 0, "credits": 0}
    ended = False
    for number, record in enumerate(records[1:], start=2):
        kind = record[0]
        if ended:
            demand(record == "9" * 94, f"line {number}: something after the file control")
        elif kind == "5":
            demand(header is None, f"line {number}: a batch within a batch")
            header = record
            batch = {"count": 0, "hash": 0, "debits": 0, "credits": 0, "last": 0}
        elif kind == "6":
            demand(header is not None, f"line {number}: an entry outside of a batch")
            code, routing, cents = record[1:3], record[3:11], int(record[29:39])
            demand(record[11] == check_digit(routing), f"line {number}: the check digit of {routing} is wrong")
            demand(code in CREDITS | DEBITS, f"line {number}: transaction code {code}")
            demand((cents == 0) == (code in PRENOTES), f"line {number}: {cents} cents by code {code}")
            demand(record[12:29].strip() != "", f"line {number}: no account")
            trace = record[79:94]
            demand(trace[:8] == header[79:87], f"line {number}: a trace number of another bank")
            demand(trace not in traces, f"line {number}: trace number {trace} comes twice")
            demand(int(trace) > batch["last"], f"line {number}: trace numbers must rise")
            traces.add(trace)
            batch["last"] = int(trace)
            batch["count"] += 1
            batch["hash"] += int(routing)
            batch["credits" if code in CREDITS else "debits"] += cents
            entries.append((record[39:54].strip(), cents, code in CREDITS))
        elif kind == "7":
            batch["count"] += 1
        elif kind == "8":
            demand(int(record[4:10]) == batch["count"], f"line {number}: the count of entries is wrong")
            demand(int(record[10:20]) == batch["hash"] % 10**10, f"line {number}: the entry hash is wrong")
            demand(int(record[20:32]) == batch["debits"], f"line {number}: the debits are wrong")
            demand(int(record[32:44]) == batch["credits"], f"line {number}: the credits are wrong")
            demand(record[44:54] == header[40:50], f"line {number}: another company than in the header")
            demand(record[79:94] == header[79:94], f"line {number}: another bank or batch than in the header")
            file["batches"] += 1
            demand(int(record[87:94]) == file["batches"], f"line {number}: batches aren't numbered in order")
            for part in ("count", "hash", "debits", "credits"):
                file[part] += batch[part]
            header = None
        elif kind == "9":
            demand(header is None, f"line {number}: the file ends within a batch")
            demand(int(record[1:7]) == file["batches"], f"line {number}: the count of batches is wrong")
            demand(int(record[7:13]) * 10 == len(records), f"line {number}: the count of blocks is wrong")
            demand(int(record[13:21]) == file["count"], f"line {number}: the count of entries is wrong")
            demand(int(record[21:31]) == file["hash"] % 10**10, f"line {number}: the entry hash is wrong")
            demand(int(record[31:43]) == file["debits"], f"line {number}: the debits are wrong")
            demand(int(record[43:55]) == file["credits"], f"line {number}: the credits are wrong")
            ended = True
        else:
            raise Wrong(f"line {number}: record of type {kind}")
    demand(ended, "there is no file control")
    return entries


def main(paths):
    traces, paid = set(), {}
    for path in paths:
        try:
            for payee, cents, is_credit in read(path, traces):
                demand(is_credit, f"{payee} is debited")
                demand(payee not in paid, f"{payee} is paid twice")
                paid[payee] = cents
        except (Wrong, ValueError, UnicodeDecodeError) as wrong:
            sys.exit(f"{path}: {wrong}")
    print(json.dumps({"files": len(paths), "entries": len(traces), "paid": paid}))


main(sys.argv[1:])
