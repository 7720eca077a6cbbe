"""`commune-desk province …`: run the provincial server, and what its keeper does without a browser."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from commune_desk.cli.courier_verbs import answer_courier
from commune_desk.cli.output import Answer
from commune_desk.paths import Profile, data_home

if TYPE_CHECKING:
    from commune_desk.province import Province


def add_province(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """The verb with its own words."""
    province = verbs.add_parser("province", help="máy chủ đồng bộ của tỉnh")
    province.add_argument(
        "what",
        nargs="*",
        metavar="VIỆC",
        help="để trống: chạy máy chủ; commune MÃ TÊN · code MÃ TÊN-MÁY · revoke SỐ-HIỆU · courier TỆP THƯ-MỤC · "
        "restored · admin-password",
    )
    province.add_argument("--folder", type=Path, help="thư mục của máy chủ")
    province.add_argument("--listen", default="127.0.0.1:8443", help="địa chỉ:cổng (cổng 0: bất kỳ cổng trống)")
    province.add_argument("--name", action="append", default=[], help="tên hoặc địa chỉ máy trạm gọi tới, lặp lại được")
    province.add_argument("--database-file", type=Path, help="tệp ghi URL PostgreSQL (mặc định: SQLite mã hóa)")
    province.add_argument("--practice", action="store_true", help="máy chủ tập huấn: chỉ nhận bàn tập huấn")
    province.add_argument("--role", choices=("desk", "hub"), default="desk", help="vai trò của mã đăng ký")


def province(given: argparse.Namespace, profile: Profile) -> Answer:  # noqa: ARG001  every verb has it
    """Raises Refused, Trouble."""
    from commune_desk.domain.errors import InvalidInput
    from commune_desk.province import Settings, open_province

    host, _, port = given.listen.rpartition(":")
    if not port.isdecimal():
        raise InvalidInput("url-invalid", field="listen")
    database = given.database_file.read_text("utf-8").strip() if given.database_file else ""
    folder = given.folder or data_home() / "province"
    settings = Settings(folder, host.strip("[]"), int(port), tuple(given.name), database, is_practice=given.practice)
    what = given.what or ["serve"]
    opened = open_province(settings, is_restored=what[0] == "restored")
    try:
        if what[0] == "serve":
            return _serve(opened)
        return _do(opened, what, given.role)
    finally:
        opened.close()


def _serve(opened: "Province") -> Answer:
    from commune_desk.province_courier import ProvinceCourier

    server, url = opened.server(ProvinceCourier(opened))
    sys.stdout.write(f"{url}\n{url}/admin/\n")
    sys.stdout.flush()
    server.serve_here()
    return Answer({"url": url})


def _do(opened: "Province", what: list[str], role: str) -> Answer:
    from commune_desk.domain.errors import InvalidInput, NotFound
    from commune_desk.province import now_ms

    match what:
        case ["commune", code, name]:
            opened.registry.add_commune(code, name, now_ms())
            return Answer({"code": code, "name": name}, [f"{code} {name}"])
        case ["code", commune, name]:
            ticket = opened.enroller.invite(commune, name, role)
            return Answer({"commune": commune, "name": name, "code": ticket.text}, [ticket.text])
        case ["revoke", device]:
            try:
                gone = opened.enroller.revoke(int(device, 16))
            except ValueError as error:
                raise NotFound("device-unknown") from error
            return Answer({"device": device, "commune": gone.commune, "name": gone.name}, [f"{device} {gone.name}"])
        case ["courier", file, folder]:
            return answer_courier(opened, Path(file), Path(folder))
        case ["restored"]:
            return Answer({"restored": opened.was_restored}, ["restored"])
        case ["admin-password"]:
            opened.keeping.set_password(sys.stdin.readline().rstrip("\r\n"))
            return Answer({"changed": True}, ["ok"])
        case _:
            raise InvalidInput("verb-unknown", field="what")
