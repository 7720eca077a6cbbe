"""Every error code and the one sentence it becomes: what happened, that nothing was lost, what to do now.

Msgids are Vietnamese; `{names}` are the parameters. A test fails for a code raised anywhere that has no line here.
"""

from commune_desk.i18n import N_

REFUSED = {
    # people and numbers
    "name-missing": N_("Chưa có họ tên. Hãy nhập họ tên rồi làm tiếp."),
    "number-missing": N_("Chưa có số giấy tờ tùy thân. Hãy quét thẻ hoặc nhập số."),
    "personal-id-empty": N_("Chưa có số giấy tờ tùy thân. Hãy quét thẻ hoặc nhập số."),
    "personal-id-characters": N_("Số giấy tờ chỉ gồm chữ số (hộ chiếu: một chữ cái rồi chữ số). Hãy kiểm tra lại."),
    "personal-id-length": N_("Số giấy tờ phải có 12 chữ số (căn cước) hoặc 9 chữ số (CMND cũ). Hãy kiểm tra lại."),
    "phone-characters": N_("Số điện thoại chỉ gồm chữ số. Hãy kiểm tra lại."),
    "phone-number": N_("Số điện thoại không đúng dạng của Việt Nam. Hãy kiểm tra lại, hoặc để trống."),
    "tax-code-missing": N_("Tổ chức cần có mã số thuế. Hãy nhập mã số thuế."),
    "tax-code-shape": N_("Mã số thuế có 10 chữ số, hoặc 10 chữ số - 3 chữ số. Hãy kiểm tra lại."),
    "user-name-empty": N_("Chưa có tên đăng nhập."),
    "user-name-taken": N_("Tên đăng nhập này đã có người dùng. Hãy chọn tên khác."),
    # the card
    "card-garbled": N_("Chuỗi đọc từ thẻ không trọn vẹn nên không dùng. Ô đang nhập vẫn giữ nguyên; hãy quét lại."),
    "typing-tool-changed-card": N_(
        "Bộ gõ tiếng Việt đã làm sai chuỗi của thẻ nên không dùng. Hãy tắt bộ gõ (Ctrl+Shift) rồi quét lại."
    ),
    "card-number": N_("Số trên thẻ không hợp lệ. Hãy quét lại hoặc nhập tay. Chưa có gì được ghi."),
    "card-name": N_("Thẻ không có họ tên. Hãy quét lại hoặc nhập tay. Chưa có gì được ghi."),
    "card-birth": N_("Ngày sinh trên thẻ không thể có thật. Hãy đối chiếu thẻ rồi nhập tay. Chưa có gì được ghi."),
    "card-sex": N_("Không đọc được giới tính trên thẻ. Hãy tắt bộ gõ và Caps Lock rồi quét lại."),
    "card-issued": N_("Ngày cấp trên thẻ không thể có thật. Hãy quét lại hoặc nhập tay. Chưa có gì được ghi."),
    # the line to the province
    "frame-damaged": N_(
        "Dữ liệu nhận về bị hỏng trên đường truyền nên không dùng. Không mất gì; máy sẽ tự gửi nhận lại."
    ),
    "frame-malformed": N_("Dữ liệu nhận về không đọc được nên không dùng. Không mất gì; máy sẽ tự gửi nhận lại."),
    "frame-too-large": N_(
        "Dữ liệu nhận về lớn quá mức cho phép nên không dùng. Không mất gì; hãy báo người phụ trách."
    ),
    "frame-unsealed": N_("Đường truyền đứt giữa chừng. Phần đã nhận vẫn giữ, không mất gì; máy sẽ tự nối lại."),
    "frame-after-end": N_(
        "Dữ liệu nhận về thừa sau chỗ kết thúc nên không dùng. Không mất gì; máy sẽ tự gửi nhận lại."
    ),
    "frame-no-hello": N_(
        "Bên gửi không tự giới thiệu nên dữ liệu không được dùng. Không mất gì; máy sẽ tự gửi nhận lại."
    ),
    "pack-damaged": N_("Gói dữ liệu bị hỏng nên không dùng. Không mất gì; máy sẽ tự gửi nhận lại."),
    "pack-too-large": N_("Gói dữ liệu lớn quá mức cho phép nên không dùng. Không mất gì; hãy báo người phụ trách."),
    "pack-dictionary": N_(
        "Gói dữ liệu do phần mềm mới hơn tạo ra nên chưa đọc được. Không mất gì; hãy cập nhật phần mềm."
    ),
    # dates and money
    "date-impossible": N_("Ngày này không có trong lịch. Hãy kiểm tra lại."),
    "date-in-future": N_("Ngày này còn ở tương lai. Hãy kiểm tra lại."),
    "date-not-aware": N_("Thời điểm thiếu múi giờ."),
    "date-out-of-range": N_("Năm nằm ngoài khoảng 2000–2100 mà phần mềm tính được."),
    "date-unreadable": N_("Không đọc được ngày. Hãy nhập theo dạng ngày/tháng/năm, ví dụ 05/07/2025."),
    "date-year": N_("Năm không hợp lý. Hãy kiểm tra lại."),
    "register-one-year": N_("Sổ theo dõi lập theo từng năm. Hãy chọn hai ngày trong cùng một năm."),
    "text-not-utf8": N_("Chữ đưa vào không phải UTF-8 nên không đọc được. Không có gì thay đổi; hãy gõ lại."),
    "date-before-start": N_("Ngày kết thúc sớm hơn ngày bắt đầu."),
    "instant-not-iso": N_("Thời điểm phải viết theo ISO 8601, ví dụ 2026-11-23T08:30+07:00."),
    "due-before-receipt": N_("Ngày hẹn sớm hơn lúc nhận hồ sơ. Chưa có gì được lưu; hãy chọn ngày khác."),
    "due-on-day-off": N_("Ngày hẹn là ngày nghỉ. Chưa có gì được lưu; hãy chọn một ngày làm việc."),
    "new-date-not-later": N_("Ngày hẹn mới phải sau ngày hẹn cũ. Hãy chọn ngày khác."),
    "due-not-later": N_("Ngày hẹn phải sau lúc nhận hồ sơ. Chưa có gì được lưu; hãy chọn ngày khác."),
    "amount-out-of-range": N_("Số tiền nằm ngoài khoảng đọc được thành chữ."),
    "fee-missing": N_("Chưa có số tiền thu. Hãy nhập số tiền."),
    "fee-negative": N_("Số tiền không thể âm."),
    "fee-paid-already": N_("Hồ sơ này đã thu phí và có biên lai; không thu lần nữa."),
    "count-out-of-range": N_("Số bản hoặc số trang không hợp lý. Hãy kiểm tra lại."),
    "sets-out-of-range": N_("Số bộ hồ sơ phải từ 1 đến 99."),
    "paper-count-out-of-range": N_("Số bản giấy tờ phải từ 0 đến 999."),
    "text-too-long": N_("Nội dung dài quá {longest} ký tự. Chữ đã nhập vẫn còn; hãy rút ngắn."),
    "reason-missing": N_("Cần ghi lý do. Hãy nhập lý do rồi làm tiếp."),
    "reason-needed": N_("Cần ghi lý do và trạng thái mới."),
    "delivery-address-missing": N_("Trả kết quả qua bưu chính cần có địa chỉ nhận."),
    "score-out-of-range": N_("Mức hài lòng từ 1 đến 5."),
    # procedures and time limits
    "procedure-missing": N_("Chưa chọn thủ tục. Hãy gõ vài chữ của tên thủ tục rồi nhấn Enter."),
    "procedure-unknown": N_("Không có thủ tục mang mã này trong danh mục của máy."),
    "procedure-not-in-force": N_("Thủ tục này không còn (hoặc chưa) có hiệu lực vào ngày đó."),
    "procedure-version-unknown": N_(
        "Máy chưa có phiên bản thủ tục mà hồ sơ này dùng. Hồ sơ vẫn nguyên; hãy nạp danh mục mới."
    ),
    "procedure-version-taken": N_("Phiên bản này của thủ tục đã có. Hãy đặt tên phiên bản khác."),
    "procedure-code-invalid": N_("Mã thủ tục không đúng dạng, ví dụ đúng: 1.001193."),
    "procedure-dates-crossed": N_("Ngày hết hiệu lực sớm hơn ngày có hiệu lực."),
    "procedure-without-case": N_("Thủ tục phải có ít nhất một trường hợp."),
    "case-name-twice": N_("Hai trường hợp trùng tên."),
    "case-unknown": N_("Thủ tục không có trường hợp này. Hãy chọn lại."),
    "not-through-one-stop": N_("Thủ tục này không nộp tại một cửa. Hãy hướng dẫn người dân đến đúng nơi."),
    "limit-by-plan": N_("Thủ tục này giải quyết theo kế hoạch: hãy nhập ngày hẹn và lý do."),
    "limit-invalid": N_("Thời hạn không hợp lệ."),
    "no-working-day": N_("Lịch làm việc không có ngày làm việc nào trong 60 ngày. Hãy kiểm tra lịch."),
    "sessions-invalid": N_("Giờ làm việc không hợp lệ, ví dụ đúng: 07:30-11:30,13:30-17:00."),
    "calendar-source-missing": N_("Cần ghi tên ngày và văn bản quy định."),
    "catalogue-broken": N_("Tệp danh mục không đọc được. Danh mục đang dùng vẫn nguyên."),
    "answer-unknown": N_("Câu trả lời không có trong danh sách."),
    # reception and processing
    "missing-papers": N_("Còn thiếu {count} giấy tờ. Hãy in phiếu bổ sung, hoặc đánh dấu đã nhận."),
    "nothing-missing": N_("Chưa đánh dấu giấy tờ nào còn thiếu."),
    "asked-papers-missing": N_("Hãy ghi giấy tờ cần bổ sung."),
    "open-dossier-of-person": N_(
        "Người này đang có hồ sơ {number} cùng thủ tục chưa xong. Hãy mở hồ sơ đó, hoặc xác nhận vẫn tiếp nhận."
    ),
    "second-supplement-needs-approval": N_(
        "Đã yêu cầu bổ sung một lần. Lần hai cần lý do và người duyệt; hồ sơ sẽ tính là trễ theo Bộ chỉ số 766."
    ),
    "extended-once-already": N_("Hồ sơ đã gia hạn một lần; quy định chỉ cho một lần."),
    "extension-too-late": N_("Chỉ gia hạn được khi còn ít nhất một ngày làm việc trước ngày hẹn."),
    "step-not-allowed": N_("Bước này không làm được ở trạng thái hiện nay của hồ sơ. Hồ sơ vẫn nguyên."),
    "step-through-reception": N_("Việc này làm ở màn hình Tiếp nhận."),
    "step-unknown": N_("Không có bước này."),
    "state-missing": N_("Hãy chọn trạng thái mới."),
    "unit-missing": N_("Hãy ghi đơn vị nhận hồ sơ."),
    "dossier-ended": N_("Hồ sơ đã kết thúc nên không sửa giấy tờ được nữa."),
    "dossier-unknown": N_("Không có hồ sơ mang số này."),
    "dossier-not-received": N_("Hồ sơ chưa được tiếp nhận."),
    "not-received-yet": N_("Hồ sơ chưa được tiếp nhận nên chưa gắn số được."),
    "record-not-found": N_("Không tìm thấy bản ghi; có thể vừa được thay đổi. Hãy mở lại danh sách."),
    "record-is-sealed": N_("Bản ghi này đã niêm phong, không sửa được."),
    "too-many-at-once": N_("Quá nhiều dòng trong một lần ({limit}). Hãy chia nhỏ."),
    "nothing-to-salvage": N_(
        "Không còn phần nào đọc được và không có bản sao lưu lành. Tệp hỏng vẫn nguyên; "
        "hãy chép bản sao lưu từ nơi khác vào thư mục sao lưu rồi thử lại."
    ),
    "no-backup": N_("Chưa có bản sao lưu nào ở đó."),
    "form-not-made": N_("Hồ sơ này chưa có biểu mẫu đó."),
    "slip-data-unreadable": N_("Dữ liệu của phiếu không đọc được. Hãy chạy kiểm tra máy (doctor)."),
    "slip-not-storable": N_("Phiếu này không được lưu."),
    "slip-file-unreadable": N_("Không đọc được tệp phiếu: tệp hỏng, quá lớn hoặc có mật khẩu."),
    # numbers
    "number-taken": N_("Số này đã cấp. Không số nào bị mất; hãy thử lại."),
    "number-of-another-dossier": N_("Số này đã gắn với hồ sơ khác."),
    "official-number-shape": N_("Mã hồ sơ không đúng dạng (không khoảng trắng, tối đa 50 ký tự)."),
    "lease-out-of-order": N_("Dải số hoặc ngày hiệu lực không đúng thứ tự."),
    "lease-overlaps": N_("Dải số này chồng lên dải số đang dùng."),
    "agency-code-missing": N_("Chưa có mã định danh cơ quan."),
    # the office, people, rights
    "office-not-set": N_("Chưa khai báo cơ quan. Hãy nhờ quản trị khai báo."),
    "office-field-missing": N_("Còn ô bắt buộc của cơ quan chưa điền."),
    "right-missing": N_("Vị trí của bạn không có quyền làm việc này."),
    "last-administrator": N_("Phải còn ít nhất một người giữ quyền quản trị."),
    "last-slot": N_("Đây là người cuối cùng đăng nhập được trên máy này nên không bỏ được."),
    "not-on-staff": N_("Tài khoản không còn trong danh sách cán bộ của bàn này. Hãy nhờ quản trị."),
    "no-post": N_("Hôm nay bạn không giữ vị trí nào. Hãy nhờ quản trị phân công."),
    # signing in
    "wrong-password": N_("Mật khẩu chưa đúng. Còn {tries_left} lần thử."),
    "sign-in-wait": N_("Vừa nhập sai mật khẩu: hãy đợi {wait_s} giây rồi thử lại."),
    "sign-in-locked": N_(
        "Tài khoản tạm khóa vì nhập sai nhiều lần. Hãy đợi {minutes} phút, hoặc nhờ quản trị mở khóa."
    ),
    "database-exists": N_("Thư mục này đã có tệp dữ liệu. Tệp đó vẫn nguyên; hãy chọn thư mục khác."),
    "password-missing": N_("Chưa có mật khẩu. Dòng lệnh: dùng --password-file - và đưa mật khẩu qua đầu vào chuẩn."),
    "password-file-unreadable": N_("Không đọc được tệp mật khẩu."),
    "password-too-weak": N_("Mật khẩu mới chưa đủ mạnh. Mật khẩu cũ vẫn dùng được; hãy làm đủ các điều kiện bên cạnh."),
    "remove-yourself": N_("Bạn không tự cho mình thôi được. Hãy nhờ một quản trị khác."),
    "password-same": N_("Mật khẩu mới trùng mật khẩu cũ. Hãy chọn mật khẩu khác."),
    "desk-exists": N_("Thư mục này đã có một bàn làm việc. Dữ liệu của bàn đó vẫn nguyên."),
    "desk-not-founded": N_("Thư mục này chưa có bàn làm việc nào. Hãy lập bàn trước."),
    "key-file-exists": N_("Thư mục này đã có tệp khóa. Tệp khóa đó vẫn nguyên."),
    "no-recovery-slot": N_("Bàn này chưa có phiếu khôi phục."),
    "share-checksum": N_("Phiếu khôi phục này có từ viết sai. Hãy so lại từng từ với tờ giấy; dữ liệu vẫn nguyên."),
    "share-word-count": N_("Phiếu khôi phục này có {found} từ, cần đúng {wanted} từ. Hãy so lại với tờ giấy."),
    "share-word-unknown": N_("Từ thứ {position} của phiếu không có trong danh sách từ. Hãy so lại với tờ giấy."),
    "shares-foreign": N_("Hai phiếu này không phải của bàn này hoặc đã được thay bằng phiếu mới."),
    "shares-same": N_("Hai phiếu là một. Cần hai phiếu khác nhau trong ba phiếu."),
    "shares-too-few": N_("Cần hai phiếu khôi phục khác nhau."),
    # files
    "file-unreadable": N_("Không đọc được tệp."),
    "file-not-json": N_("Tệp không phải JSON đúng dạng."),
    "file-field-wrong": N_('Ô "{field}" trong tệp có kiểu dữ liệu sai.'),
    "file-too-large": N_("Tệp lớn quá mức cho phép."),
    "export-format": N_("Chỉ xuất được tệp .csv hoặc .xlsx. Chưa ghi gì; hãy đổi đuôi tên tệp."),
    "export-too-long": N_("Danh sách dài quá {most} dòng nên chưa xuất. Hãy lọc bớt rồi xuất lại."),
    # the journal of others
    "journal-chain": N_("Chuỗi nhật ký không khớp: mục này bị sửa đổi nên không nhận."),
    "journal-hole": N_("Nhật ký thiếu mục ở giữa nên chưa nhận phần sau."),
    # the province's server
    "commune-there": N_("Xã này đã có trên máy chủ. Không có gì thay đổi."),
    "commune-unknown": N_("Máy chủ không có xã mang mã này. Hãy kiểm tra lại mã xã."),
    "device-there": N_("Máy này đã được đăng ký rồi. Không có gì thay đổi."),
    "device-unknown": N_("Máy chủ không có máy này. Hãy xem lại danh sách máy."),
    "enrol-code-unknown": N_("Mã đăng ký không đúng. Hãy nhập lại mã, hoặc xin tỉnh cấp mã mới."),
    "enrol-code-old": N_("Mã đăng ký đã quá 24 giờ nên không còn dùng được. Hãy xin tỉnh cấp mã mới."),
    "server-refused": N_("Máy chủ không nhận yêu cầu này (mã {status}). Dữ liệu vẫn nguyên; hãy báo bộ phận hỗ trợ."),
    "server-url-invalid": N_("Địa chỉ máy chủ phải bắt đầu bằng https:// và có tên máy. Hãy xem lại giấy đăng ký."),
    "enrol-code-used": N_("Mã đăng ký này đã dùng cho máy khác. Hãy xin tỉnh cấp mã mới."),
    "enrol-code-garbled": N_("Mã đăng ký gõ chưa đúng. Hãy đối chiếu từng nhóm chữ rồi nhập lại."),
    "enrol-practice": N_(
        "Bàn tập huấn chỉ đăng ký với máy chủ tập huấn, bàn thật chỉ với máy chủ thật. Không có gì thay đổi."
    ),
    "enrol-signature": N_("Yêu cầu đăng ký không mang đúng chữ ký của máy. Hãy thử đăng ký lại."),
    "enrol-pin": N_(
        "Máy chủ ở địa chỉ này không phải máy chủ đã cấp mã. Không có gì được gửi đi. Hãy kiểm tra địa chỉ."
    ),
    "enrol-refused": N_("Máy chủ không nhận đăng ký này. Hãy cập nhật chương trình rồi thử lại."),
    "url-invalid": N_("Địa chỉ máy chủ không đúng. Hãy nhập như trên phiếu, ví dụ https://tinh.example:8443."),
    "publish-invalid": N_("Tệp phát hành không dùng được. Không có gì thay đổi."),
    "password-short": N_("Mật khẩu quá ngắn. Hãy dùng ít nhất 12 ký tự."),
    "verb-unknown": N_("Không có việc này. Xem: commune-desk province --help."),
    "name-invalid": N_("Tên để trống hoặc quá dài. Hãy nhập lại tên."),
}

TROUBLES = {
    "pdf-not-written": N_("Chưa ghi được tệp PDF của phiếu; hồ sơ vẫn nguyên. Hãy kiểm tra đĩa rồi in lại (Ctrl+P)."),
    "disk-full": N_("Đĩa đã đầy nên chưa lưu được; những gì đã lưu vẫn còn. Hãy dọn đĩa rồi làm lại bước này."),
    "disk-error": N_("Đĩa báo lỗi nên chưa lưu được; những gì đã lưu vẫn còn. Hãy sao lưu và báo người phụ trách máy."),
    "file-trouble": N_("Không đọc hoặc ghi được tệp; những gì đã lưu vẫn còn. Hãy kiểm tra đĩa rồi thử lại."),
    "read-only": N_(
        "Thư mục dữ liệu không cho ghi; những gì đã lưu vẫn còn. Hãy nhờ người phụ trách máy mở quyền ghi."
    ),
    "database-busy": N_("Một chương trình khác đang mở bàn này. Hãy đóng chương trình đó rồi thử lại."),
    "server-busy": N_(
        "Máy chủ đang bận nên chưa nhận lần này. Dữ liệu vẫn nguyên trên máy; máy sẽ tự gửi lại sau ít phút."
    ),
    "network-trouble": N_("Đường truyền có trục trặc. Dữ liệu vẫn nguyên trên máy; máy sẽ tự gửi lại."),
    "no-line": N_(
        "Chưa nối được tới máy chủ. Cứ làm việc bình thường: dữ liệu nằm trên máy và máy sẽ tự gửi khi có mạng."
    ),
    "line-cut": N_("Đường truyền đứt giữa chừng. Phần đã tới không phải gửi lại; máy sẽ tự nối lại và gửi tiếp."),
    "server-not-trusted": N_(
        "Máy trả lời không phải máy chủ của tỉnh nên máy không gửi gì cho nó. Dữ liệu vẫn nguyên; "
        "hãy báo người phụ trách mạng."
    ),
    "answer-damaged": N_("Câu trả lời của máy chủ hỏng trên đường. Không mất gì; máy tự gửi lại."),
    "answer-too-large": N_("Câu trả lời của máy chủ dài quá mức nên không nhận. Không mất gì; máy tự gửi lại."),
    "sync-bug": N_("Phần gửi nhận gặp lỗi của phần mềm. Dữ liệu vẫn nguyên; máy thử lại, nếu còn hãy báo hỗ trợ."),
    "server-fault": N_("Máy chủ gặp lỗi (mã {status}). Dữ liệu vẫn nguyên trên máy; máy sẽ tự gửi lại sau ít phút."),
    "key-file-busy": N_("Một chương trình khác đang dùng tệp khóa. Hãy đợi vài giây rồi thử lại."),
    "database-damaged": N_(
        "Tệp dữ liệu bị hỏng. Không xóa gì cả: hãy khôi phục từ bản sao lưu, phần còn đọc được sẽ được cứu."
    ),
    "database-missing": N_("Không thấy tệp dữ liệu của bàn này. Hãy khôi phục từ bản sao lưu; tệp khóa vẫn còn."),
    "backup-not-verified": N_(
        "Bản sao lưu này không lành lặn nên không dùng. Dữ liệu đang có vẫn nguyên; hãy chọn bản sao lưu khác."
    ),
    "copy-not-verified": N_(
        "Bản chép trước khi nâng cấp không lành lặn nên chưa nâng cấp. "
        "Dữ liệu vẫn nguyên; hãy kiểm tra đĩa rồi thử lại."
    ),
    "key-file-damaged": N_("Tệp khóa bị hỏng. Dữ liệu vẫn còn: hãy dùng hai phiếu khôi phục."),
    "database-too-new": N_("Dữ liệu do phiên bản mới hơn của phần mềm ghi. Hãy cập nhật phần mềm; dữ liệu vẫn nguyên."),
    "wrong-key": N_("Khóa không mở được tệp dữ liệu này: tệp là của bàn khác. Không có gì bị sửa."),
    "escrow-not-ours": N_("Khóa gửi tỉnh này không phải của bàn này."),
    "keyring-lost": N_("Máy không còn giữ phần khóa của bàn này. Dữ liệu vẫn còn: hãy dùng hai phiếu khôi phục."),
    "key-of-another-desk": N_(
        "Tệp khóa này là của bàn khác hoặc đã bị sửa. Không có gì bị sửa; hãy đặt lại đúng tệp khóa, "
        "hoặc dùng hai phiếu khôi phục."
    ),
    "machine-secret-foreign": N_(
        "Phần khóa máy đang giữ không khớp với tệp khóa của bàn. Dữ liệu vẫn còn: hãy đặt lại đúng tệp khóa, "
        "hoặc dùng hai phiếu khôi phục."
    ),
    "keyring-silent": N_(
        "Kho khóa của hệ điều hành không trả lời. Dữ liệu vẫn còn: hãy đăng nhập lại vào máy tính rồi thử lại."
    ),
    "key-file-missing": N_(
        "Không thấy tệp khóa của bàn này. Dữ liệu vẫn còn: hãy chép lại tệp khóa nằm cạnh bản sao lưu."
    ),
    "no-slot": N_("Người này chưa được cấp đăng nhập trên máy này. Hãy nhờ quản trị."),
    "clock-jumped": N_(
        "Đồng hồ máy nhảy bất thường (đang là {clock}, lần trước {last_seen}). "
        "Chưa cấp số nào; hãy kiểm tra ngày giờ rồi xác nhận."
    ),
    "no-printer": N_("Không tìm thấy máy in. Phiếu đã lưu trong bàn; hãy chọn máy in khác hoặc lưu PDF."),
    "printer-stopped": N_("Máy in dừng giữa chừng. Phiếu đã lưu trong bàn; hãy kiểm tra máy in rồi in lại."),
    "procedure-record-broken": N_(
        "Bản ghi thủ tục {procedure} ({version}) bị hỏng. Dữ liệu khác vẫn nguyên; hãy nhập lại danh mục."
    ),
    "bundled-catalogue-broken": N_("Danh mục kèm theo phần mềm bị hỏng. Hãy cài lại phần mềm; dữ liệu vẫn nguyên."),
}

EXCHANGE = {
    # codes of sync.wire.messages.REFUSALS and NOTICES, of verdicts of the province, of scans and merge cards
    "receipt-not-genuine": N_(
        "Có biên nhận mang chữ ký không đúng nên không dùng. "
        "Dấu của hồ sơ chỉ tính biên nhận đúng; hãy báo người phụ trách."
    ),
    "peer-row-wrong": N_(
        "Có dữ liệu nhận về không khớp nên được so lại và sửa. Không mất gì; hãy báo người phụ trách."
    ),
    "head-missing": N_(
        "Việc này chưa có chữ ký của máy đã ghi nên chưa nhận. Không mất gì; máy đó gửi lại là nhận được."
    ),
    "head-signature": N_(
        "Chữ ký của máy đã ghi không đúng nên không nhận. Dữ liệu ở máy này vẫn nguyên; hãy báo người phụ trách."
    ),
    "not-enrolled": N_(
        "Máy này chưa đăng ký với tỉnh. Việc ở quầy vẫn giữ an toàn; hãy đăng ký ở trang Gửi nhận (F12)."
    ),
    "foreign-commune": N_("Dữ liệu này là của xã khác nên không nhận. Dữ liệu ở máy này vẫn nguyên."),
    "revoked": N_(
        "Tỉnh đã thu hồi máy này. Dữ liệu vẫn còn ở máy; hãy liên hệ người phụ trách của tỉnh để đăng ký lại."
    ),
    "revoked-head": N_("Việc do máy đã bị thu hồi ghi nên tỉnh không nhận. Hãy báo người phụ trách của tỉnh."),
    "body-damaged": N_("Việc này hỏng trên đường đi nên không nhận. Bản ở máy đã ghi vẫn nguyên và được gửi lại."),
    "entry-too-large": N_("Việc này lớn quá mức cho phép nên tỉnh không nhận. Hãy rút ngắn phần ghi chú rồi lưu lại."),
    "clock-ahead": N_("Đồng hồ máy đi trước quá nhiều nên tỉnh chưa nhận. Hãy chỉnh ngày giờ của máy; không mất gì."),
    "upgrade": N_(
        "Phần mềm của máy này cũ quá nên tỉnh không nói chuyện được. Hãy cập nhật phần mềm; dữ liệu vẫn nguyên."
    ),
    "slow-down": N_("Máy chủ của tỉnh đang bận. Không mất gì; máy tự gửi lại sau ít phút."),
    "replayed": N_("Tỉnh thấy một yêu cầu lặp lại nên bỏ qua. Không mất gì; máy tự gửi lại."),
    "device-revoked": N_("Tỉnh đã thu hồi máy này. Dữ liệu vẫn còn ở máy; hãy liên hệ người phụ trách của tỉnh."),
    "entry-damaged": N_("Một việc trong nhật ký hỏng nên không nhận. Bản ở máy đã ghi vẫn nguyên và được gửi lại."),
    "journal-fork": N_("Nhật ký của một máy rẽ làm hai nên phần sau chưa nhận. Không mất gì; hãy báo người phụ trách."),
    "scan-missing": N_("Máy này chưa có bản quét đó. Bản quét được tải về khi có mạng."),
    "scan-damaged": N_("Bản quét trên đĩa bị hỏng nên chưa gửi được. Hãy quét lại giấy tờ này; hồ sơ vẫn nguyên."),
    "scan-offset": N_("Bản quét tải lên bị hụt một đoạn. Không mất gì; máy tự gửi lại từ chỗ đứt."),
    "scan-too-large": N_(
        "Bản quét lớn quá 512 MB nên không gửi được. Hãy quét lại với độ nét thấp hơn; hồ sơ vẫn nguyên."
    ),
    "scan-empty": N_("Tệp quét trống. Hãy quét lại rồi chọn tệp mới; hồ sơ không đổi."),
    "scan-file-changed": N_("Tệp quét thay đổi trong lúc đọc. Hãy đợi máy quét ghi xong rồi đính lại."),
    "scan-receipt": N_("Một lời xác nhận bản quét không đúng chữ ký nên không nhận. Bản quét sẽ được gửi lại."),
    "scan-root": N_("Bản quét nhận về không khớp với mã của nó nên bỏ đi và tải lại."),
    "scan-type-unknown": N_(
        "Chỉ nhận tệp PDF, JPEG, PNG hoặc TIFF. Hãy quét lại ra một trong các loại đó; hồ sơ không đổi."
    ),
    "scan-name-missing": N_("Chưa có tên giấy tờ. Hãy gõ tên rồi đính lại; tệp vẫn nguyên."),
    "scan-attached-already": N_("Bản quét này đã đính vào hồ sơ rồi. Không đính hai lần; hồ sơ không đổi."),
    "form-stale": N_("Trang đã mở quá lâu nên chưa ghi gì. Hãy tải lại trang rồi làm lại."),
    "scan-failed": N_("Bản quét chưa gửi được. Hồ sơ vẫn nguyên; hãy mở hồ sơ và quét lại nếu ảnh bị hỏng."),
    "merge-card": N_("Hai bàn cùng sửa một ô của hồ sơ này. Hãy chọn bản đúng ở thẻ đối chiếu."),
    "merge-card-gone": N_("Thẻ này đã có người chọn. Danh sách được đọc lại."),
    "merge-undo-too-late": N_("Đã quá 30 ngày nên không hoàn tác được nữa. Hãy sửa trực tiếp trong hồ sơ."),
    "windows-invalid": N_("Khung giờ không đúng dạng, ví dụ đúng: 11:30-13:30,17:00-07:00. Chưa có gì thay đổi."),
    "limits-invalid": N_("Con số không hợp lý. Chưa có gì thay đổi; hãy nhập lại."),
}

GENERAL = {
    "bug": N_("Phần mềm gặp lỗi, mã báo {report}; những gì đã lưu vẫn còn. Hãy đọc mã này cho người phụ trách."),
    "refused": N_("Chưa làm được việc này; không có gì thay đổi."),
    "invalid-input": N_("Có ô điền chưa đúng; không có gì thay đổi."),
    "not-allowed-now": N_("Lúc này chưa làm được việc này; không có gì thay đổi."),
    "already-there": N_("Đã có rồi; không có gì thay đổi."),
    "not-found": N_("Không tìm thấy."),
    "trouble": N_("Máy gặp trục trặc; những gì đã lưu vẫn còn. Hãy thử lại."),
    "storage-trouble": N_("Chưa đọc hoặc ghi được dữ liệu; những gì đã lưu vẫn còn. Hãy thử lại."),
    "key-trouble": N_("Chưa mở được khóa của bàn; dữ liệu vẫn còn."),
    "paper-trouble": N_("Chưa in được; phiếu đã lưu trong bàn. Hãy thử lại."),
    "stopped": N_("Đã dừng theo yêu cầu."),
    "error": N_("Đã có lỗi; không có gì bị mất."),
}

SENTENCES = REFUSED | TROUBLES | EXCHANGE | GENERAL
