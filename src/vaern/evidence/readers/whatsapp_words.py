"""What WhatsApp itself writes into an export, in the languages it is used in here."""

import re

MARKS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
NAMED = r"[^,;:!?\n]{1,30}"  # who deleted it, and no more: what somebody wrote himself goes on
DELETED = re.compile(
    rf"^(this message was deleted( by admin {NAMED})?\.?|you deleted this message\.?"
    rf"|denne besked (blev|er( blevet)?) slettet( af (en )?administrator(en)?( {NAMED})?)?\.?"
    r"|du (slettede|har slettet) denne besked\.?"
    rf"|denne meldingen ble slettet( av administrator(en)? {NAMED})?\.?|du slettet denne meldingen\.?"
    rf"|(det här )?meddelandet? (raderades|har raderats|raderats)( av administratör(en)? {NAMED})?\.?"
    rf"|du raderade (det här )?meddelandet\.?|diese nachricht wurde( von admin {NAMED})? gelöscht\.?"
    rf"|du hast diese nachricht gelöscht\.?|dit bericht is verwijderd( door beheerder {NAMED})?\.?"
    r"|(u hebt|je hebt) dit bericht verwijderd\.?"
    rf"|ce message a été supprimé( par l[’']admin(istrateur)? {NAMED})?\.?"
    r"|vous avez supprimé ce message\.?|se eliminó este mensaje\.?|eliminaste este mensaje\.?|mensagem apagada\.?"
    r"|você apagou esta mensagem\.?|(questo messaggio è stato eliminato|hai eliminato questo messaggio)\.?"
    r"|bu mesaj silindi\.?|bu mesajı sildiniz\.?|(ta wiadomość została usunięta|usunięto tę wiadomość)\.?"
    r"|tämä viesti (on )?poistett(u|iin)\.?"
    r"|(данное|это) сообщение удалено\.?|вы удалили (данное|это) сообщение\.?|це повідомлення (було )?видалено\.?"
    r"|acest mesaj a fost șters\.?|tato zpráva byla (odstraněna|vymazána|smazána)\.?|הודעה זו נמחקה\.?"
    r"|pesan ini dihapus\.?|تم حذف هذه الرسالة\.?)$",
    re.IGNORECASE,
)
OMITTED = re.compile(
    r"^(<[^<>]{0,80}\b(omitted|udelad\w*|udeladt|utelat\w*|utelämnat\w*|uten vedlegg|uteslut\w*"
    r"|ausgeschlossen|weggelassen|weggelaten|omis\w*|omitid\w*|omess\w*|ocult\w*|dahil edilmedi|pominięt\w*)"
    r"[^<>]{0,40}>"
    r"|.{0,120}\b(omitted|udeladt|utelatt|ikke inkludert|sløyfet|utelämnad\w*|uteslut\w+|utelslutet|weggelassen"
    r"|ausgelassen|weggelaten|absente?|omitid[ao]|omess[ao]|ocultad[ao]|pominięt[oya]|dahil edilmedi))$",
    re.IGNORECASE,
)
KINDS_OMITTED = re.compile(
    r"^(\S.{0,100}• .{0,30})?(image|video|audio|sticker|gif|document|contact card|video note|billede|lyd|klistermærke"
    r"|dokument|kontaktkort|kontakt|videobesked|talebesked|bild|bilde|ljud|klistremerke|kontaktkarte|foto"
    r"|photo|afbeelding|imagen|imagem|immagine|figurinha|vidéo|document|documento|adesivo)\b",
    re.IGNORECASE,
)
LEFT_OUT = frozenset(  # the same in languages whose words do not end in a way of their own
    """без медиафайлов|файл пропущен|медіа пропущено|без файл|без фајл|медији су изостављени|media weggelaat
    |médiá vynechané|média vynechány|média vynechána|datoteke izpuščene|medij izpuščen|medijski zapis izostavljen
    |média elhagyva|hiányzó médiafájl|media jätettiin pois|media jätetty pois|meedia välja jäetud|meedia ära jäetud
    |medija praleista|nav iekļauta multivide|bez multivides|media u hoq|αρχείο παραλήφθηκε|εξαίρεση πολυμέσων
    |המדיה לא נכללה|מדיה הושמטה|رسانه حذف شد|میڈیا چھوڑ دیا گیا|media tidak disertakan|bỏ qua media|ไฟล์สื่อถูกลบ
    |メディアなし|メディアは含まれていません|미디어 파일 제외됨|忽略多媒體檔|省略多媒体文件|已忽略多媒體檔案
    |medya atlanmış|ficheiro não revelado|media imerukwa""".replace("\n", "")
    .replace(" " * 4, "")
    .split("|")
)
ATTACHED = re.compile(r"^< ?[^<>:]{2,30}: (?P<name>[^<>/\\]{1,200}\.\w{1,6}) ?>$")
CAPTIONED = re.compile(
    "[\u200e\u200f]<[^<>:]{2,30}: (?P<name>[^<>/\\\\]{1,200}\\.\\w{1,6})>\\s*$"
)  # the mark is WhatsApp's own
ATTACHED_LAST = re.compile(r"^(?P<name>[^\n/\\<>]{1,200}\.\w{1,6}) <(?P<says>[^<>:]{3,40})>$")  # phones before 2018
ATTACHED_ANDROID = re.compile(r"^(?P<name>[^\n/\\<>]{1,200}\.\w{1,6}) \((?P<says>[^()]{3,40})\)(?:\n|$)")
SAYS_ATTACHED = re.compile(
    r"attach|vedhæft|vedlagt|bifog|angehängt|bijgevoegd|joint|adjunt|anexad|allegat|ekli|dołączon|liitetty",
    re.IGNORECASE,
)
SYSTEM = re.compile(
    r"end-to-end|security code|sikkerhedskode|created (this )?group|oprettede (denne )?gruppe|"
    r"\b(you were|was) added\b|\badded\b|\btilføjede\b|\bblev tilføjet\b|\bremoved\b|\bfjernede\b|\bleft$|\bforlod\b|"
    r"har forladt|changed (the|this|their|your|to)\b|\bændrede\b|\bskiftede\b|joined using|deltog via|tilsluttede sig|"
    r"is a contact|er en kontakt|\bblocked\b|\bblokerede\b|disappearing messages|midlertidige beskeder|"
    r"beskeder, der forsvinder|now an admin|nu administrator|pinned a message|fastgjorde en besked|"
    r"(missed|silenced) (voice|video|group)|verschlüsselt|krypter(ad|t|et|ede|es|as)\b|versleuteld|chiffrés|cifrad",
    re.IGNORECASE,
)
CALL = re.compile(
    r"^(missed |silenced |ubesvaret |mistet |tabt |tapt |missat |verpasster )?(group |gruppe)?\s?"
    r"(voice call|video call|taleopkald|videoopkald|opkald|taleanrop|videosamtale?|röstsamtal"
    r"|sprachanruf|videoanruf)\b",
    re.IGNORECASE,
)
EDITED = re.compile(
    r"\s*<(this message was edited|denne besked (blev|er( blevet)?) redigeret|beskeden (blev|er) redigeret)>$",
    re.IGNORECASE,
)
MOST_NOTE = 60  # letters in a line that WhatsApp writes for a file
TITLE = re.compile(
    r"whatsapp[- ]?chat(?:verlauf)?(?:[- ]+(?:with|med|mit|met|avec|con|com)[- ]+| +[-–] +)(?P<who>.+?)"
    r"(?:\.txt|\.zip)?$",
    re.IGNORECASE,
)


def bare(text: str) -> str:
    """Without the marks of writing direction that WhatsApp puts in, and with ordinary spaces."""
    return MARKS.sub("", text).replace("\u00a0", " ").replace("\u202f", " ").strip()


def is_omitted(text: str, *, marked: bool) -> bool:
    """A file that was left out of the export. `marked`: WhatsApp's own mark of direction stood before the words."""
    if text.startswith("<") and text.strip("<> ").lower() in LEFT_OUT:
        return True
    if not OMITTED.match(text) or "\n" in text:
        return False
    return text.startswith("<") or marked or (KINDS_OMITTED.match(text) is not None and len(text) < MOST_NOTE)


def attached(text: str) -> str:
    """The name of the file that this message carries; "" when it carries none."""
    found = ATTACHED.match(text)
    if found:
        return found["name"].strip()
    found = ATTACHED_ANDROID.match(text) or ATTACHED_LAST.match(text)
    return found["name"].strip() if found and SAYS_ATTACHED.search(found["says"]) else ""


def captioned(raw: str) -> str:
    """The name of the file that stands after words of the message's own; "" when there is none."""
    found = CAPTIONED.search(raw)
    return found["name"].strip() if found else ""
