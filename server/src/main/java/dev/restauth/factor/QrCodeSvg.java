package dev.restauth.factor;

import io.nayuki.qrcodegen.QrCode;

/** QR codes as SVG images. */
final class QrCodeSvg {
  /** The quiet zone around the code, in modules (ISO/IEC 18004). */
  private static final int BORDER = 4;

  private QrCodeSvg() {}

  /** Returns the image of a text. */
  static String of(String text) {
    QrCode code = QrCode.encodeText(text, QrCode.Ecc.MEDIUM);
    StringBuilder path = new StringBuilder();
    for (int y = 0; y < code.size; y++) {
      for (int x = 0; x < code.size; x++) {
        if (code.getModule(x, y)) {
          path.append("M%d,%dh1v1h-1z".formatted(x + BORDER, y + BORDER));
        }
      }
    }
    int size = code.size + 2 * BORDER;
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" shape-rendering=\"crispEdges\">"
            .formatted(size, size)
        + "<path fill=\"#fff\" d=\"M0,0h%dv%dh-%dz\"/><path d=\"%s\"/></svg>"
            .formatted(size, size, size, path);
  }
}
