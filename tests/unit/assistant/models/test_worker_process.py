from __future__ import annotations

import pytest

from assistant.models.worker_process import render_chat

CHAT = (
    "{{ bos_token }}{% for message in messages %}<{{ message.role }}>{{ message.content }}{{ eos_token }}"
    "{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}"
)


def test_the_template_makes_the_prompt() -> None:
    messages = [{"role": "system", "content": "Be kind."}, {"role": "user", "content": "Hi {{ 7 * 7 }}"}]
    assert render_chat(CHAT, messages, "[", "]") == "[<system>Be kind.]<user>Hi {{ 7 * 7 }}]<assistant>"


def test_a_model_that_thinks_aloud_is_told_not_to() -> None:
    template = "{% if enable_thinking is defined and not enable_thinking %}short{% else %}long{% endif %}"
    assert render_chat(template, [{"role": "user", "content": "Hi"}]) == "short"


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        ("{{ raise_exception('no system role') }}", "no system role"),
        ("{% if %}", "Expected an expression"),
        ("{{ messages[0].content.nothing.more }}", "has no attribute 'nothing'"),
    ],
)
def test_a_template_that_refuses_the_messages_is_a_value_error(template: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        render_chat(template, [{"role": "user", "content": "Hi"}])


def test_a_template_reaches_no_python() -> None:
    with pytest.raises(ValueError, match="unsafe"):
        render_chat("{{ ''.__class__.__mro__ }}{{ messages.append(1) }}", [{"role": "user", "content": "Hi"}])
