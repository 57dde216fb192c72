package dev.restauth.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Descriptions of file failures, for the operator. */
public final class FileFailure {
  private FileFailure() {}

  /** Returns the reason of a failure, in one line. */
  public static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException _ -> "access is denied";
      case NoSuchFileException _ -> "there is no such file or folder";
      case FileSystemException system when system.getReason() != null -> system.getReason();
      default -> e.toString().lines().findFirst().orElse("").strip();
    };
  }
}
