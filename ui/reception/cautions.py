"""Warnings beside a field: what does not fit, why that may be, what to look at. No Qt."""

from commune_desk.i18n import N_, _

SENTENCES = {
    "sex-mismatch": N_("Giới tính không khớp số định danh (chữ số thứ tư). Hãy so lại với thẻ."),
    "birth-year-mismatch": N_("Năm sinh không khớp số định danh. Hãy so lại với thẻ; vẫn tiếp nhận được."),
    "unknown-province": N_("Ba số đầu không phải mã tỉnh nào. Hãy so lại từng chữ số với thẻ."),
    "foreign-birth-place": N_("Ba số đầu là mã nước ngoài: người sinh ở nước ngoài. Hãy so lại với thẻ."),
    "tax-code-check-digit": N_("Chữ số kiểm tra của mã số thuế không khớp. Hãy so lại với giấy đăng ký."),
    "address-uncertain": N_("Địa chỉ có mã nhà dễ bị bộ gõ đổi (như A1, A11). Hãy so lại với thẻ trên tay."),
    "card-without-marks": N_("Máy quét làm mất dấu tiếng Việt. Hãy so lại họ tên, địa chỉ với thẻ và thêm dấu."),
}


def warning_sentence(code: str) -> str:
    """The sentence of a warning code; the code itself where it is unknown."""
    return _(SENTENCES.get(code, code))
