"""Arguments in, answer out. Passwords come from standard input only, never from an argument."""

import argparse
import io
import json
import logging
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

from commune_desk import logs
from commune_desk.cli.courier_verbs import add_courier
from commune_desk.cli.output import REFUSED, TROUBLE, show
from commune_desk.cli.province_verbs import add_province
from commune_desk.cli.scan_verbs import add_scan
from commune_desk.cli.sync_verbs import add_sync
from commune_desk.domain.errors import DeskError, InvalidInput, Refused, Trouble
from commune_desk.paths import Profile, real_profile


def parser() -> argparse.ArgumentParser:
    """Every verb with its help; what concerns all of them may stand before or after the verb."""
    top = argparse.ArgumentParser(prog="commune-desk", description="Bàn một cửa cấp xã: dòng lệnh.")
    verbs = top.add_subparsers(dest="verb", required=True)
    _add_questions(verbs)
    _add_work(verbs)
    _add_care(verbs)
    add_province(verbs)
    add_courier(verbs)
    add_sync(verbs)
    add_scan(verbs)
    for one in (top, *verbs.choices.values()):
        _add_common(one)
    top.set_defaults(profile=None, password_file="", user="", json=False)
    return top


def _add_common(to: argparse.ArgumentParser) -> None:
    to.add_argument(
        "--profile",
        type=Path,
        default=argparse.SUPPRESS,
        help="thư mục giữ mọi dữ liệu của bàn (mặc định: bàn thật của máy)",
    )
    to.add_argument(
        "--password-file",
        default=argparse.SUPPRESS,
        help="'-': đọc mật khẩu từ đầu vào chuẩn; hoặc đường dẫn một tệp",
    )
    to.add_argument("--user", default=argparse.SUPPRESS, help="tên đăng nhập (mặc định: người duy nhất trên máy)")
    to.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="in một giá trị JSON")


def _add_questions(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    card = verbs.add_parser("card", help="đọc chuỗi mã QR của thẻ căn cước")
    card.add_argument("text")
    due = verbs.add_parser("due", help="tính thời gian hẹn trả và giải thích từng bước")
    what = due.add_mutually_exclusive_group(required=True)
    what.add_argument("--procedure", help="mã thủ tục")
    what.add_argument("--working-days", help="số ngày làm việc")
    due.add_argument("--case", default="", help="tên trường hợp của thủ tục")
    due.add_argument("--received", required=True, help="lúc tiếp nhận, ISO 8601 (giờ Việt Nam nếu không ghi múi giờ)")
    find = verbs.add_parser("find", help="tìm hồ sơ theo số, tên, giấy tờ, điện thoại")
    find.add_argument("text")
    shown = verbs.add_parser("show", help="xem một hồ sơ")
    shown.add_argument("number")
    check = verbs.add_parser("check-slip", help="kiểm tra phiếu: chuỗi QR, tệp PDF hoặc ảnh PNG")
    check.add_argument("slip")
    verbs.add_parser("number", help="dải số của máy, số kế tiếp, khoảng trống và lý do")


def _add_work(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    demo = verbs.add_parser("demo", help="lập bàn tập huấn với công dân bịa")
    demo.add_argument("--dossiers", type=int, default=200)
    demo.add_argument("--seed", type=int, default=1)
    receive = verbs.add_parser("receive", help="tiếp nhận hồ sơ từ tệp JSON")
    receive.add_argument("file", type=Path)
    act = verbs.add_parser("act", help="thực hiện một bước xử lý")
    act.add_argument("number")
    act.add_argument("step")
    act.add_argument("--reason", default="")
    act.add_argument("--unit", default="", help="đơn vị nhận (pass-on)")
    act.add_argument("--result-number", default="", help="số văn bản kết quả (finish)")
    act.add_argument("--new-due", default="", help="ngày hẹn mới, ISO 8601 (extend)")
    act.add_argument("--approved-by", default="", help="người duyệt yêu cầu bổ sung lần hai")
    act.add_argument("--paper", action="append", default=[], help="giấy tờ cần bổ sung (ask-supplement), lặp lại được")
    act.add_argument("--state", type=int, default=0, help="trạng thái 1-10 (correct-state)")
    printed = verbs.add_parser("print", help="in một biểu mẫu của hồ sơ ra PDF")
    printed.add_argument("number")
    printed.add_argument("form")
    printed.add_argument("--to", type=Path, required=True)


def _add_care(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    backup = verbs.add_parser("backup", help="sao lưu có kiểm tra")
    backup.add_argument("--to", type=Path, help="thư mục sao lưu (mặc định: trong hồ sơ máy)")
    restore = verbs.add_parser("restore", help="khôi phục bản sao lưu")
    restore.add_argument("backup", type=Path, nargs="?")
    how = restore.add_mutually_exclusive_group()
    how.add_argument("--verify", action="store_true", help="chỉ khôi phục thử và kiểm tra, không đụng dữ liệu")
    how.add_argument("--salvage", action="store_true", help="tệp dữ liệu hỏng: cứu bản sao lưu và nhật ký còn đọc được")
    verbs.add_parser("doctor", help="kiểm tra máy, dữ liệu, sao lưu, khóa, máy in")
    verbs.add_parser("rebuild-check", help="dựng lại mọi bản ghi từ nhật ký và so sánh")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit code 0 done, 1 nothing found or check failed, 2 refused, 3 trouble."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    given = parser().parse_args(arguments)
    profile = Profile(given.profile) if given.profile else real_profile()
    logs.set_up(profile.logs if profile.folder.exists() else None)
    from commune_desk.cli.verbs import VERBS

    try:
        _check_readable(given)
        return show(VERBS[given.verb](given, profile), as_json=given.json)
    except DeskError as error:
        return _refuse(error, as_json=given.json)
    except Exception:
        report = secrets.token_hex(3)
        logging.getLogger("desk.cli").exception("report %s", report)
        return _refuse(Trouble("bug", report=report), as_json=given.json)


def _check_readable(given: argparse.Namespace) -> None:
    """Bytes of another encoding come in as lone surrogates, which nothing can store or show."""
    texts = [text for value in vars(given).values() for text in (value if isinstance(value, list) else [value])]
    if any("\ud800" <= letter <= "\udfff" for text in texts if isinstance(text, str) for letter in text):
        raise InvalidInput("text-not-utf8", field="arguments")


def _refuse(error: DeskError, *, as_json: bool) -> int:
    from ui.words import sentence

    message = sentence(error)
    if as_json:
        sys.stdout.write(json.dumps({"error": error.code, "message": message}, ensure_ascii=False) + "\n")
    else:
        sys.stderr.write(f"{message} [{error.code}]\n")
    return REFUSED if isinstance(error, Refused) else TROUBLE
