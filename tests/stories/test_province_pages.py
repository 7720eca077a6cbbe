"""The administrator's pages in a real Chromium against a real server over TLS: a province runs on what this shows."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException, TimeoutException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from commune_desk.device_key import DeviceKey
from commune_desk.province import PracticeProvince, start_practice_province
from sync.client.enrol import enrol
from sync.wire.enrolment import parse_ticket

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
PASSWORD = "mat-khau-quan-tri-1"
OPTIONS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --ignore-certificate-errors --window-size=1366,768 --lang=vi"
)
pytestmark = pytest.mark.skipif(
    CHROMIUM is None or DRIVER is None,
    reason="CHROMIUM IS MISSING: run ./check as root, or apt-get install chromium chromium-driver",
)


@pytest.fixture
def province(tmp_path: Path) -> Iterator[PracticeProvince]:
    running = start_practice_province(tmp_path / "province")
    running.province.keeping.set_password(PASSWORD)
    yield running
    running.stop()


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for option in [*OPTIONS.split(), f"--user-data-dir={tmp_path / 'chromium'}"]:
        options.add_argument(option)
    driver = webdriver.Chrome(options, Service(DRIVER, log_output=os.devnull))
    driver.implicitly_wait(5)
    yield driver
    driver.quit()


def type_in(browser: webdriver.Chrome, **values: str) -> None:
    for name, value in values.items():
        browser.find_element(By.NAME, name).send_keys(value)


def press(browser: webdriver.Chrome, id_: str) -> None:
    browser.find_element(By.ID, id_).click()


def shows(browser: webdriver.Chrome, words: str) -> bool:
    """Whether the page says so within five seconds: a form's answer may still be on its way."""
    try:
        return bool(WebDriverWait(browser, 5, 0.05, [StaleElementReferenceException]).until(says(words)))
    except TimeoutException:
        return False


def says(words: str) -> Callable[[webdriver.Chrome], bool]:
    return lambda browser: words in browser.find_element(By.TAG_NAME, "main").text


def shot(browser: webdriver.Chrome, name: str) -> None:
    folder = os.environ.get("COMMUNE_DESK_SHOTS")
    if folder:
        browser.save_screenshot(str(Path(folder) / f"admin-{name}.png"))


def sign_in(browser: webdriver.Chrome, url: str, password: str = PASSWORD) -> None:
    browser.get(f"{url}/admin/sign-in")
    type_in(browser, password=password)
    browser.find_element(By.CSS_SELECTOR, "main button").click()


def test_an_administrators_first_day(province: PracticeProvince, browser: webdriver.Chrome, tmp_path: Path) -> None:
    """Sign in, make a commune, enrol a desk with the code shown, publish, revoke: all a province does by hand."""
    url = province.url
    sign_in(browser, url, "sai-mat-khau")
    assert shows(browser, "Mật khẩu không đúng")
    shot(browser, "sign-in")
    sign_in(browser, url)
    type_in(browser, code="H37.001", name="Xã Mẫu Sơn")
    press(browser, "add-commune")
    assert shows(browser, "Xã Mẫu Sơn")
    shot(browser, "overview")

    browser.get(f"{url}/admin/desks?commune=H37.001")
    type_in(browser, name="Máy 1")
    press(browser, "make-code")
    shown = browser.find_element(By.ID, "code").text.replace("\n", "-")
    shot(browser, "code")
    key = DeviceKey.generate()
    kept = enrol(browser.find_element(By.ID, "url").text, parse_ticket(shown), key, "0.1.0", is_practice=True)
    assert (kept.commune, kept.desk_name) == ("H37.001", "Máy 1")
    browser.get(f"{url}/admin/desks")
    assert shows(browser, key.key_id)
    shot(browser, "desks")

    file = tmp_path / "days.json"
    day = {"day": "2026-12-31", "is_working": False, "name": "Nghỉ bù Tết Dương lịch", "source": "TB 1234"}
    file.write_text(json.dumps({"days": [day]}), "utf-8")
    browser.get(f"{url}/admin/publish")
    type_in(browser, file=str(file))
    press(browser, "preview")
    assert shows(browser, "Nghỉ bù Tết Dương lịch")
    shot(browser, "preview")
    press(browser, "publish")
    assert shows(browser, "Lịch nghỉ")
    shot(browser, "publish")
    actions = [row.entry.action for row in province.province.store.rows("H37.001", 0, 1 << 20)]
    assert actions == ["desk-enrolled", "calendar-published"]

    browser.get(f"{url}/admin/revoke?device={key.key_id}")
    shot(browser, "revoke")
    press(browser, "revoke")
    assert shows(browser, "Đã thu hồi")
    device = province.province.store.device(key.device)
    assert device is not None
    assert device.revoked_at_ms is not None
    browser.get(f"{url}/admin/audit?lang=en")
    assert shows(browser, "Revoked a desk")
    shot(browser, "audit-en")


def test_nothing_without_a_session(province: PracticeProvince, browser: webdriver.Chrome) -> None:
    """A stranger who knows an address sees the sign-in form only."""
    for page in ("", "desks", "publish", "refused", "audit"):
        browser.get(f"{province.url}/admin/{page}")
        assert browser.current_url.endswith("/admin/sign-in")
