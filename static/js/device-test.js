// Camera picture, microphone bar and a sound; for each failure the remedy that the page already holds, hidden.
const IN_APP = /FBAN|FBAV|Instagram|WhatsApp|Line\/|Twitter|LinkedInApp/;
const REASONS = {
  NotAllowedError: "denied", SecurityError: "denied", NotFoundError: "missing", OverconstrainedError: "missing",
  NotReadableError: "busy", AbortError: "busy",
};

export default (section) => {
  const part = (name) => section.querySelector(`[data-part="${name}"]`);
  const say = (name) => {
    for (const text of section.querySelectorAll("[data-result]")) text.hidden = text.dataset.result !== name;
  };

  const listen = (stream) => {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Uint8Array(analyser.fftSize);
    const meter = part("level");
    const measure = () => {
      analyser.getByteTimeDomainData(samples);
      meter.value = Math.max(...samples.map((sample) => Math.abs(sample - 128))) / 64;
      if (stream.active) requestAnimationFrame(measure);
    };
    measure();
  };

  const start = async () => {
    if (!isSecureContext || !navigator.mediaDevices) {
      say(IN_APP.test(navigator.userAgent) ? "in-app" : "insecure");
      return;
    }
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: true, audio: true });
    } catch (error) {
      say(IN_APP.test(navigator.userAgent) ? "in-app" : REASONS[error.name] ?? "denied");
      return;
    }
    part("picture").srcObject = stream;
    part("seen").hidden = false;
    listen(stream);
    say("works");
    addEventListener("pagehide", () => stream.getTracks().forEach((track) => track.stop()));
  };

  const beep = () => {
    const context = new AudioContext();
    const tone = context.createOscillator();
    const volume = context.createGain();
    volume.gain.value = 0.2;
    tone.frequency.value = 523;
    tone.connect(volume).connect(context.destination);
    tone.start();
    tone.stop(context.currentTime + 1);
    tone.onended = () => context.close();
  };

  part("controls").hidden = false;
  part("start").addEventListener("click", start);
  part("sound").addEventListener("click", beep);
};
