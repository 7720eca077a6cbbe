# Shared by ./desk and ./check: makes this checkout ready to run. Sourced, POSIX sh.
# Works as root in a bare Debian 12 and as an ordinary user; what it may not install it names in one line.

UV_VERSION=0.13.9
QT_PACKAGES="libegl1 libgl1 libglib2.0-0 libxkbcommon0 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1 libxcb-cursor0 \
libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xinerama0 libxcb-xkb1 libcups2"
CHECK_PACKAGES="chromium chromium-driver"
PYTHON_PACKAGES="python3 python3-venv ca-certificates"

say() { printf '%s\n' "$*" >&2; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then sudo "$@"
    else return 1
    fi
}

missing_packages() {
    command -v dpkg-query >/dev/null 2>&1 || return 0
    for package in "$@"; do
        case "$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null)" in
            *"install ok installed"*) ;;
            *) printf '%s ' "$package" ;;
        esac
    done
}

install_packages() {
    lacking=$(missing_packages "$@")
    [ -z "$lacking" ] && return 0
    if command -v apt-get >/dev/null 2>&1; then
        say "Đang cài gói hệ thống / installing system packages: $lacking"
        # shellcheck disable=SC2086  a list of names
        if as_root apt-get update -qq >/dev/null 2>&1 &&
            as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $lacking >/dev/null 2>&1
        then return 0
        fi
    fi
    say "Thiếu gói hệ thống. Hãy chạy dòng này rồi thử lại / run this line, then try again:"
    say "  sudo apt-get update && sudo apt-get install -y --no-install-recommends $lacking"
    return 1
}

good_python() {
    for python in "${COMMUNE_DESK_PYTHON:-}" python3.13 python3.12 python3.11 python3; do
        [ -n "$python" ] && command -v "$python" >/dev/null 2>&1 || continue
        "$python" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null &&
            command -v "$python" && return 0
    done
    return 1
}

make_ready() {  # arguments of uv sync
    PYTHON=$(good_python) || { install_packages $PYTHON_PACKAGES || exit 3; PYTHON=$(good_python) || {
        say "Cần Python 3.11 đến 3.13 / Python 3.11 to 3.13 is needed."; exit 3; }; }
    if command -v uv >/dev/null 2>&1; then UV=uv
    else
        UV=.tools/bin/uv
        if [ ! -x "$UV" ]; then
            say "Đang cài uv / installing uv …"
            "$PYTHON" -m venv .tools && .tools/bin/python -m pip install -q --disable-pip-version-check "uv==$UV_VERSION" || exit 3
        fi
    fi
    UV_SYSTEM_CERTS=true UV_PYTHON_DOWNLOADS=never "$UV" sync -q --frozen --python "$PYTHON" "$@" || {
        say "Không cài được thư viện Python: kiểm tra đường mạng rồi thử lại. Chưa có gì bị mất. / Python packages could not be installed."
        exit 3
    }
    if ! QT_QPA_PLATFORM=offscreen .venv/bin/python -c 'from PySide6.QtWidgets import QApplication; QApplication([])' 2>/dev/null; then
        # shellcheck disable=SC2086  a list of names
        install_packages $QT_PACKAGES || exit 3
    fi
}
